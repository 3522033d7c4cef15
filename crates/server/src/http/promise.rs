//! Promise limits in words: the pack keeps them as named numbers, people read sentences.

use std::collections::BTreeMap;

use api::Lang;

/// The limits that a customer is told, most general first; what is not in this list is a rule of another kind (how
/// long a suspension may last, say) and belongs to the item's remark. What stands before and after the number, in
/// Chinese and in English.
const WORDS: &[(&str, [&str; 2], [&str; 2])] = &[
    ("total_wd", ["全程不超过", "个工作日"], ["in all within ", " working days"]),
    (
        "utility_total_wd",
        ["供电企业各环节合计不超过", "个工作日"],
        ["our steps together within ", " working days"],
    ),
    (
        "whole_no_line_wd",
        ["无外线工程全程不超过", "个工作日"],
        ["without outside lines, in all within ", " working days"],
    ),
    (
        "whole_with_line_wd",
        ["有外线工程全程不超过", "个工作日"],
        ["with outside lines, in all within ", " working days"],
    ),
    ("scheme_wd", ["供电方案答复不超过", "个工作日"], ["supply plan within ", " working days"]),
    ("inspect_meter_wd", ["验收装表不超过", "个工作日"], ["inspection and meter within ", " working days"]),
    ("handle_wd", ["不超过", "个工作日"], ["within ", " working days"]),
    ("result_wd", ["出具结果不超过", "个工作日"], ["result within ", " working days"]),
    ("reply_wd", ["答复不超过", "个工作日"], ["answer within ", " working days"]),
    ("contact_hours", ["联系客户不超过", "小时"], ["we contact you within ", " hours"]),
    ("reply_hours", ["答复不超过", "小时"], ["answer within ", " hours"]),
    ("onsite_hours", ["到达现场不超过", "小时"], ["on site within ", " hours"]),
    ("arrive_min_urban", ["城区到达现场不超过", "分钟"], ["on site in town within ", " minutes"]),
    ("arrive_min_rural", ["农村到达现场不超过", "分钟"], ["on site in the country within ", " minutes"]),
    (
        "arrive_min_remote",
        ["边远地区到达现场不超过", "分钟"],
        ["on site in remote parts within ", " minutes"],
    ),
    ("hours", ["不超过", "小时"], ["within ", " hours"]),
    ("minutes", ["每件不超过", "分钟"], ["each within ", " minutes"]),
    ("notice_wd", ["需提前申请：", "个工作日"], ["apply ahead by ", " working days"]),
];

/// The limits of an item as one line; empty when nothing is promised.
pub(crate) fn promise(limits: &BTreeMap<String, i64>, lang: Lang) -> String {
    let known = WORDS.iter().filter_map(|(name, zh, en)| {
        let limit = limits.get(*name).filter(|limit| **limit > 0)?;
        let [before, after] = if lang == Lang::Zh { zh } else { en };
        // The only plural that the list has: one working day, one hour, one minute.
        let after = if lang == Lang::En && *limit == 1 { after.trim_end_matches('s') } else { after };
        Some(format!("{before}{limit}{after}"))
    });
    known.collect::<Vec<_>>().join(if lang == Lang::Zh { "；" } else { "; " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_read_as_sentences_and_a_zero_promises_nothing() {
        let limits = |pairs: &[(&str, i64)]| pairs.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        let low_voltage = limits(&[("utility_total_wd", 6), ("scheme_wd", 3)]);
        assert_eq!(
            promise(&low_voltage, Lang::Zh),
            "供电企业各环节合计不超过6个工作日；供电方案答复不超过3个工作日"
        );
        assert_eq!(
            promise(&low_voltage, Lang::En),
            "our steps together within 6 working days; supply plan within 3 working days"
        );
        assert_eq!(promise(&limits(&[("handle_wd", 1)]), Lang::En), "within 1 working day");
        assert_eq!(promise(&limits(&[("handle_wd", 0)]), Lang::Zh), "");
    }
}
