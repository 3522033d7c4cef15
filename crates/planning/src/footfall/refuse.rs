//! Why a hall's footfall is not forecast.

kernel::refusals! {
    /// Why a hall's footfall is not forecast.
    pub enum FootfallRefusal {
        /// Days of the history or of the question are not in order, or one is there twice.
        OutOfOrder { day } = "footfall_out_of_order",
        /// A number that cannot be: negative, not finite, or more people than a hall holds.
        Impossible { day, value } = "footfall_impossible",
        /// Opening hours that overlap, are empty, or go beyond the day.
        HoursWrong { day } = "footfall_hours_wrong",
        /// Not one count for each clock hour that the opening hours touch.
        HoursMismatch { day, counts, hours } = "footfall_hours_mismatch",
        /// People were counted on a day that is said to be closed.
        ClosedWithPeople { day, value } = "footfall_closed_with_people",
        /// Fewer counted open days than it takes, and no kin to learn from.
        TooShort { days, needed } = "footfall_too_short",
        /// A day asked for is not after the history, or too far after it.
        NotAhead { day, rule } = "footfall_not_ahead",
        /// The working calendar of a year that is needed was never published.
        CalendarUnknown { year } = "footfall_calendar_unknown",
        /// A share that is no share, weather that is no weather; customers or a rule out of bounds, then on no day.
        InputWrong { field, day, value } = "footfall_input_wrong",
    }
}
