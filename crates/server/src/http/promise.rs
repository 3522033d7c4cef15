//! Promise limits in words: the pack keeps them as named numbers, people read sentences.

use std::collections::BTreeMap;

/// The limits that a customer is told, most general first; what is not in this list is a rule of another kind (how
/// long a suspension may last, say) and belongs to the item's remark.
const WORDS: &[(&str, &str, &str)] = &[
    ("total_wd", "全程不超过", "个工作日"),
    ("utility_total_wd", "供电企业各环节合计不超过", "个工作日"),
    ("whole_no_line_wd", "无外线工程全程不超过", "个工作日"),
    ("whole_with_line_wd", "有外线工程全程不超过", "个工作日"),
    ("scheme_wd", "供电方案答复不超过", "个工作日"),
    ("inspect_meter_wd", "验收装表不超过", "个工作日"),
    ("handle_wd", "不超过", "个工作日"),
    ("result_wd", "出具结果不超过", "个工作日"),
    ("reply_wd", "答复不超过", "个工作日"),
    ("contact_hours", "联系客户不超过", "小时"),
    ("reply_hours", "答复不超过", "小时"),
    ("onsite_hours", "到达现场不超过", "小时"),
    ("arrive_min_urban", "城区到达现场不超过", "分钟"),
    ("arrive_min_rural", "农村到达现场不超过", "分钟"),
    ("arrive_min_remote", "边远地区到达现场不超过", "分钟"),
    ("hours", "不超过", "小时"),
    ("minutes", "每件不超过", "分钟"),
    ("notice_wd", "需提前申请：", "个工作日"),
];

/// The limits of an item as one line; empty when nothing is promised.
pub(crate) fn promise_zh(limits: &BTreeMap<String, i64>) -> String {
    let known = WORDS.iter().filter_map(|(name, before, after)| {
        let limit = limits.get(*name).filter(|limit| **limit > 0)?;
        Some(format!("{before}{limit}{after}"))
    });
    known.collect::<Vec<_>>().join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_read_as_sentences_and_a_zero_promises_nothing() {
        let limits = |pairs: &[(&str, i64)]| pairs.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        let low_voltage = limits(&[("utility_total_wd", 6), ("scheme_wd", 3)]);
        assert_eq!(
            promise_zh(&low_voltage),
            "供电企业各环节合计不超过6个工作日；供电方案答复不超过3个工作日"
        );
        assert_eq!(promise_zh(&limits(&[("handle_wd", 0)])), "");
    }
}
