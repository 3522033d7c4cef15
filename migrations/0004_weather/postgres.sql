-- The weather of the company's city by days, in tenths: exactly what was told. kind: measured or forecast.

CREATE TABLE weather_day (
  org BIGINT NOT NULL,
  day BIGINT NOT NULL,
  mean_c_e1 BIGINT NOT NULL,
  rain_mm_e1 BIGINT NOT NULL,
  kind TEXT NOT NULL,
  set_by BIGINT NOT NULL,
  set_us BIGINT NOT NULL,
  PRIMARY KEY (org, day)
);
