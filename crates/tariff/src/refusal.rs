//! Why a document, a load or a bill is refused: the file, the line and the rule, said in Chinese and English. Never a
//! guess in the place of a refusal.

use std::fmt;

use serde::Serialize;

macro_rules! rules {
    ($($variant:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// The rule that was broken.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {$(
            #[doc = $en]
            $variant,
        )*}

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant),*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Rule::$variant => $code,)*}
            }

            /// The rule in Chinese.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self {$(Rule::$variant => $zh,)*}
            }

            /// The rule in English.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self {$(Rule::$variant => $en,)*}
            }
        }
    };
}

rules! {
    Syntax = "tariff.syntax", "不是正确的 TOML", "not valid TOML";
    Shape = "tariff.shape", "字段未知、缺少或类型不对", "a field is unknown, missing or of the wrong shape";
    Duplicate = "tariff.duplicate", "同一编号出现两次", "the same id stands twice";
    VersionsOverlap = "tariff.versions_overlap", "同一电价的两个版本在同一天有效", "two versions of one tariff hold on the same day";
    NothingInForce = "tariff.nothing_in_force", "这一天没有有效的电价文件", "no version of the tariff holds on that day";
    PriceWithoutUnit = "tariff.price_without_unit", "价格没有写单位", "a price has no unit";
    UnitWrong = "tariff.unit_wrong", "价格单位不是这一项的单位", "the unit is not the one of this charge";
    PriceWithoutDate = "tariff.price_without_date", "价格没有生效日期", "a price has no date from which it holds";
    PriceMissing = "tariff.price_missing", "价格须写一个值，或写明待核定（pending），不能都写或都不写", "a price needs a value or `pending`, not both and not neither";
    PricePending = "tariff.price_pending", "价格待核定，不能计费", "the price is still to be verified, nothing can be priced with it";
    HoursOverlap = "tariff.hours_overlap", "时段重叠", "hours overlap";
    HoursMissing = "tariff.hours_missing", "有的时间不属于任何时段", "hours are missing";
    HoursWrong = "tariff.hours_wrong", "时段写法不对，应如“08:00-11:00 peak”", "hours are written like `08:00-11:00 peak`";
    DaysOverlap = "tariff.days_overlap", "同一天有两张时段表", "two tables of hours hold on one day";
    DaysMissing = "tariff.days_missing", "有的日子没有时段表", "a day has no table of hours";
    SeasonWrong = "tariff.season_wrong", "季节写法不对，应如“07-01/08-31”", "seasons are written like `07-01/08-31`";
    LeapDay = "tariff.leap_day", "2 月 29 日没有时段表", "29 February has no table of hours";
    ClockChange = "tariff.clock_change", "这一年份实行过夏令时，不能按固定时区计时", "summer time was kept in that year, hours cannot be counted in one offset";
    BandUnknown = "tariff.band_unknown", "价格写了不存在的时段", "a price for a band that no hour belongs to";
    BandWithoutPrice = "tariff.band_without_price", "时段没有价格", "a band has no price";
    TierGap = "tariff.tier_gap", "阶梯之间有空隙或次序不对", "tiers leave a gap or do not rise";
    TierOpen = "tariff.tier_open", "最后一档不得有上限，其余各档须有上限", "the last tier has no upper limit and every other has one";
    PoolingMissing = "tariff.pooling_missing", "既有阶梯又有分时，须写明阶梯电量如何分到各时段", "tiers and time of use together: say how tier kWh pool across periods";
    RoundingWrong = "tariff.rounding_wrong", "舍入位数超出范围", "more digits than can be kept";
    FieldConflict = "tariff.field_conflict", "这些字段不能同时出现，或缺了另一个", "fields that exclude or need each other";
    OutOfRange = "tariff.out_of_range", "数值超出合理范围", "a value outside what makes sense";
    Dangling = "tariff.dangling", "引用了不存在的项目", "refers to something that is not there";
    FactorTable = "tariff.factor_table", "功率因数调整表不完整或读不懂", "the power-factor table is not whole or cannot be read";
    CalendarMissing = "tariff.calendar_missing", "没有这一年的节假日安排", "the working calendar of that year has not been published";
    NotEligible = "tariff.not_eligible", "该客户不能执行这一电价", "the customer may not take this tariff";
    CustomerIncomplete = "tariff.customer_incomplete", "缺少计费所需的客户资料", "something about the customer is needed and was not said";
    ModeNotOffered = "tariff.mode_not_offered", "电价文件没有这种基本电费计费方式", "the document does not offer this way of charging capacity";
    PeriodWrong = "tariff.period_wrong", "计费周期不对", "the billing period makes no sense";
    PeriodCrossesYear = "tariff.period_crosses_year", "年阶梯的计费周期不得跨年", "a period of yearly tiers must not cross New Year";
    YearCarryMissing = "tariff.year_carry_missing", "年阶梯须说明本年此前已用电量", "yearly tiers need the kWh used before in the year";
    AmountTooLarge = "tariff.amount_too_large", "数值太大，无法精确计算", "a number is too large to be computed exactly";
    LoadSyntax = "load.syntax", "读不懂负荷文件", "the load file cannot be read";
    LoadColumns = "load.columns", "负荷文件的列不对", "the columns of the load file are not right";
    LoadEmpty = "load.empty", "负荷文件没有数据", "the load file has no data";
    LoadTooLarge = "load.too_large", "负荷文件太大", "the load file is too large";
    LoadNumber = "load.number", "数值读不懂或小数位太多", "a number cannot be read or has too many digits";
    LoadTime = "load.time", "时间读不懂", "a time cannot be read";
    LoadHole = "load.hole", "数据有缺口", "the series has a hole";
    LoadOverlap = "load.overlap", "同一时间有两个数据", "the series has two values for one time";
    LoadPartDay = "load.part_day", "数据须从零点开始，到零点结束", "the series must begin and end at midnight";
    LoadLeapDay = "load.leap_day", "缺少 2 月 29 日的数据", "29 February is missing from the series";
    LoadClockChange = "load.clock_change", "时区在数据中间改变（夏令时），须先换算为固定时区", "the clock changes within the series; give it in one offset";
    LoadNegative = "load.negative", "电量不能为负；上网电量写在 export 列", "energy cannot be negative; what is sent out stands under export";
    IntervalLength = "load.interval_length", "只接受 15、30、60 分钟的间隔", "intervals are of 15, 30 or 60 minutes";
    IntervalTooCoarse = "load.interval_too_coarse", "间隔太粗，跨越了时段的分界", "an interval lies across the border of two bands";
    ReadsFall = "load.reads_fall", "后一次示数小于前一次", "a read is below the one before";
    ReadsOrder = "load.reads_order", "抄表日期须逐次递增", "read days must rise";
    RegisterMissing = "load.register_missing", "缺少这一电价需要的示数", "a register that the tariff needs is missing";
    RegistersDisagree = "load.registers_disagree", "各时段电量之和与总电量不符", "the registers of the bands do not add up to the total";
    TimeOrderNeedsIntervals = "load.time_order_needs_intervals", "按时间先后分摊阶梯，须有分时曲线", "tiers pooled in time order need intervals, not reads";
    PeriodNotCovered = "load.period_not_covered", "负荷数据不覆盖计费周期", "the load does not cover the billing period";
    ImportUnsupported = "import.unsupported", "导入的电价有本系统没有的字段", "the imported tariff has a field that does not exist here";
    ImportWrong = "import.wrong", "导入的电价读不懂", "the imported tariff cannot be read";
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One reason why not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Refusal {
    /// The file, as whoever called named it; empty when it is about no file.
    pub file: String,
    /// The line, from 1; 0 when it is about the whole file.
    pub line: usize,
    /// The rule.
    pub rule: Rule,
    /// What exactly: a value, a field, a day.
    pub about: String,
}

impl Refusal {
    /// A refusal of `file` at `line`.
    #[must_use]
    pub fn at(file: &str, line: usize, rule: Rule, about: impl Into<String>) -> Refusal {
        Refusal { file: file.to_owned(), line, rule, about: about.into() }
    }

    /// A refusal that is about no file.
    #[must_use]
    pub fn of(rule: Rule, about: impl Into<String>) -> Refusal {
        Refusal::at("", 0, rule, about)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}:{}: ", self.file, self.line)?;
        }
        let Refusal { rule, about, .. } = self;
        write!(f, "[{}] {} / {}", rule.code(), rule.zh(), rule.en())?;
        if about.is_empty() { Ok(()) } else { write!(f, ": {about}") }
    }
}

/// The line, from 1, of the byte `offset` of `text`.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}
