-- The weather of the company's city by days, in tenths: exactly what was told. kind: measured or forecast.

CREATE TABLE weather_day (
  org INTEGER NOT NULL,
  day INTEGER NOT NULL,
  mean_c_e1 INTEGER NOT NULL,
  rain_mm_e1 INTEGER NOT NULL,
  kind TEXT NOT NULL,
  set_by INTEGER NOT NULL,
  set_us INTEGER NOT NULL,
  PRIMARY KEY (org, day)
) STRICT, WITHOUT ROWID;
