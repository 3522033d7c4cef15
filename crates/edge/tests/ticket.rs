//! A printed slip is what was meant: its text, its QR code and its picture.

use edge::RefusalCode;
use edge::printer::render::{Page, render};
use edge::printer::{Language, PaperWidth, TicketSlip, ticket};
use kernel::{Time, Zone};

fn slip() -> TicketSlip {
    TicketSlip {
        hall: "晋中市祁县供电营业厅".into(),
        number: "A012".into(),
        items: vec!["更名过户".into(), "分布式光伏并网（低压）".into()],
        people_ahead: 5,
        wait_min: Some((12, 25)),
        issued_at: Time(1_791_767_100_000_000),
        zone: Zone(480),
        documents: vec![
            "身份证原件（代办另带委托书）".into(),
            "不动产权证或房屋租赁合同；杨堃、王喆、李玥".into(),
        ],
        link: "https://hall.example.cn/t/7f3kQm2ZpX9aLw0sVbTn4R".into(),
        note: Some("〔示例 DEMO〕".into()),
    }
}

fn english() -> TicketSlip {
    TicketSlip {
        hall: "Qixian Power Supply Hall, Jinzhong".into(),
        items: vec!["Change of name".into(), "Rooftop solar connection (low voltage)".into()],
        documents: vec![
            "Original identity card".into(),
            "Title deed or lease of the premises, whichever applies".into(),
        ],
        ..slip()
    }
}

fn print(slip: &TicketSlip, language: Language) -> Vec<u8> {
    ticket(slip, language, PaperWidth::Mm80).expect("a good slip")
}

fn qr_of(page: &Page) -> String {
    let mut picture =
        rqrr::PreparedImage::prepare_from_bitmap(page.width, page.height, |x, y| page.dot(x, y));
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one QR code on a slip");
    grids[0].decode().expect("a readable code").1
}

/// The golden picture: width, height and dots. `UPDATE_GOLDEN=1` draws it anew (look at it before you commit it).
fn golden(name: &str, page: &Page) -> (usize, usize, Vec<u8>) {
    let path = format!("{}/tests/golden/{name}.png", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, page.png()).expect("the folder of golden pictures is there");
    }
    let file = std::io::BufReader::new(std::fs::File::open(&path).expect(&path));
    let mut reader = png::Decoder::new(file).read_info().expect("a PNG");
    let mut dots = vec![0; reader.output_buffer_size().expect("a small picture")];
    let frame = reader.next_frame(&mut dots).expect("a whole PNG");
    (frame.width as usize, frame.height as usize, dots.iter().map(|byte| !byte).collect())
}

fn picture(page: &Page) -> (usize, usize, Vec<u8>) {
    (page.width, page.height, page.dots.clone())
}

#[test]
fn the_slip_says_what_it_should_in_both_languages() {
    let page = render(&print(&slip(), Language::Zh)).unwrap();
    let text = page.text.join("|");
    for words in [
        "晋中市祁县供电营业厅|〔示例 DEMO〕|A012|办理业务：更名过户、分布式光伏并网（低压）|前面等候：5 人|",
        "预计等候：约 12 分钟，一般不超过 25 分钟|取号时间：2026-10-12 09:05|请备好：|",
        "- 身份证原件（代办另带委托书）|",
        "杨堃、王喆、李玥|扫码查看排队进度",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!((page.cuts, &page.boxes[..]), (1, &[][..]), "cut once, every character has a picture");
    let page = render(&print(&english(), Language::En)).unwrap();
    assert!(
        page.text.contains(&"Expected wait: about 12 min, rarely over 25 min".to_owned()),
        "{:?}",
        page.text
    );
}

#[test]
fn the_qr_code_reads_back_as_the_link() {
    for link in ["https://a.cn/t/1", &slip().link, &format!("https://hall.example.cn/t/{}", "x".repeat(94))] {
        let page = render(&print(&TicketSlip { link: link.into(), ..slip() }, Language::Zh)).unwrap();
        assert_eq!(qr_of(&page), link);
    }
}

#[test]
fn the_picture_is_the_golden_one() {
    for (slip, language, name) in
        [(slip(), Language::Zh, "ticket-zh"), (english(), Language::En, "ticket-en")]
    {
        let page = render(&print(&slip, language)).unwrap();
        assert!(
            golden(name, &page) == picture(&page),
            "{name} looks different; UPDATE_GOLDEN=1 draws it anew"
        );
    }
}

#[test]
fn a_wrong_byte_does_not_pass_for_the_golden_picture() {
    let good = print(&slip(), Language::Zh);
    let golden = golden("ticket-zh", &render(&good).unwrap());
    let mut unseen = 0;
    // Every byte of the commands and the text, and every eleventh of the long picture.
    let places: Vec<usize> = (0..good.len()).filter(|place| *place < 480 || place % 11 == 0).collect();
    for place in &places {
        let (place, mut wrong) = (*place, good.clone());
        wrong[place] ^= 0x01;
        if render(&wrong).is_ok_and(|page| picture(&page) == golden) {
            unseen += 1;
        }
    }
    // What cannot be seen on paper: the height bit of nothing, a feed of one dot more. Measured, so that it cannot grow.
    assert!(unseen <= 4, "{unseen} of {} changed bytes were not noticed", places.len());
}

#[test]
fn every_slip_fits_narrow_paper() {
    let bytes = ticket(&slip(), Language::Zh, PaperWidth::Mm58).unwrap();
    let page = render(&bytes).unwrap();
    let widest =
        page.text.iter().map(|line| line.chars().map(|c| if c.is_ascii() { 12 } else { 24 }).sum::<usize>());
    assert!(widest.max().unwrap() <= PaperWidth::Mm58.dots());
    assert_eq!(qr_of(&page), slip().link);
}

#[test]
fn refuses_a_slip_that_would_command_the_printer_or_overflow_its_code() {
    let code = |slip: &TicketSlip| {
        let refusal = ticket(slip, Language::Zh, PaperWidth::Mm80).unwrap_err();
        (refusal.code, refusal.field)
    };
    let evil = TicketSlip { items: vec!["更名\u{1B}@".into()], ..slip() };
    assert_eq!(code(&evil), (RefusalCode::Print, "items".to_owned()));
    let long = TicketSlip { link: "x".repeat(121), ..slip() };
    assert_eq!(code(&long), (RefusalCode::QrTooLong, "link".to_owned()));
}

#[test]
fn a_slip_fits_into_an_order() {
    assert!(print(&slip(), Language::Zh).len() < edge::order::PRINT_BYTES_MAX / 4);
}

#[test]
fn the_printer_refuses_what_it_cannot_draw() {
    for (bytes, field) in [
        (&b"\x1b\x07"[..], "command"),
        (b"\x1dv0\x03\xff\xff\xff\xff", "picture"),
        (b"\x81", "text"),
        (b"\xff\xff", "text"),
        (&[0x1B, b'd', 255].repeat(3), "length"),
    ] {
        assert_eq!(render(bytes).unwrap_err().field, field, "{bytes:?}");
    }
}
