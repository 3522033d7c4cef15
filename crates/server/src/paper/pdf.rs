//! A report as pages of A4 across, with its font in it. Text can be searched and copied.

use api::Lang;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::font::Font;
use super::{Cell, Report, Table};

/// A4 across, in points.
const WIDTH: f32 = 842.0;
const HEIGHT: f32 = 595.0;
const MARGIN: f32 = 40.0;
/// Sizes of text, in points.
const TITLE: f32 = 16.0;
const HEAD: f32 = 11.0;
const BODY: f32 = 8.5;
/// Height of a row, in points.
const ROW: f32 = 15.0;
/// Space on both sides of a cell's text, in points.
const PAD: f32 = 4.0;
const COMPRESSION: u8 = 6;
const FONT: Name<'static> = Name(b"F0");
const BASE: Name<'static> = Name(b"GRIDHL+ReportSans");
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

pub(super) fn bytes(report: &Report, lang: Lang) -> Result<Vec<u8>, String> {
    let mut pages = Pages { font: Font::new()?, done: Vec::new(), now: Content::new(), y: HEIGHT - MARGIN };
    pages.y -= TITLE;
    pages.text(MARGIN, TITLE, &report.title);
    pages.y -= 8.0;
    for note in &report.notes {
        pages.y -= ROW;
        pages.text(MARGIN, BODY, note);
    }
    for table in &report.tables {
        pages.table(table);
    }
    pages.turn();
    write(report, pages, lang)
}

/// Pages being set, from the top down.
struct Pages {
    font: Font,
    done: Vec<Content>,
    now: Content,
    /// The base line that was set last.
    y: f32,
}

impl Pages {
    fn text(&mut self, x: f32, size: f32, text: &str) {
        let glyphs = self.font.encode(text);
        self.now.begin_text().set_font(FONT, size).next_line(x, self.y).show(Str(&glyphs)).end_text();
    }

    /// Ends the page and begins the next.
    fn turn(&mut self) {
        self.done.push(std::mem::replace(&mut self.now, Content::new()));
        self.y = HEIGHT - MARGIN;
    }

    fn line(&mut self, y: f32, grey: f32) {
        self.now.set_stroke_gray(grey).set_line_width(0.5);
        self.now.move_to(MARGIN, y).line_to(WIDTH - MARGIN, y).stroke();
    }

    fn table(&mut self, table: &Table) {
        // A table does not begin where its head and two rows have no room.
        if self.y < MARGIN + 5.0 * ROW {
            self.turn();
        }
        self.y -= 2.0 * HEAD;
        self.text(MARGIN, HEAD, &table.title);
        self.y -= 4.0;
        let widths = widths(table);
        self.head(table, &widths);
        for row in &table.rows {
            if self.y < MARGIN + 2.0 * ROW {
                self.turn();
                self.head(table, &widths);
            }
            self.y -= ROW;
            self.cells(&widths, row);
            self.line(self.y - 4.0, 0.85);
        }
    }

    fn head(&mut self, table: &Table, widths: &[f32]) {
        self.y -= ROW;
        let right =
            |n: usize| table.rows.first().is_some_and(|row| matches!(row.get(n), Some(Cell::Number(..))));
        let mut x = MARGIN;
        for (n, ((name, _), width)) in table.columns.iter().zip(widths).enumerate() {
            self.cell(x, *width, name, right(n));
            x += width;
        }
        self.line(self.y - 4.0, 0.3);
    }

    fn cells(&mut self, widths: &[f32], row: &[Cell]) {
        let mut x = MARGIN;
        for (cell, width) in row.iter().zip(widths) {
            self.cell(x, *width, &cell.text(), matches!(cell, Cell::Number(..)));
            x += width;
        }
    }

    /// A text in the room that a cell has: what does not fit ends in a mark.
    fn cell(&mut self, x: f32, width: f32, text: &str, right: bool) {
        let room = width - 2.0 * PAD;
        let fitted = self.fitted(text, room);
        let long = self.font.width(&fitted) * BODY;
        let at = if right { x + width - PAD - long } else { x + PAD };
        self.text(at, BODY, &fitted);
    }

    fn fitted(&self, text: &str, room: f32) -> String {
        if self.font.width(text) * BODY <= room {
            return text.to_owned();
        }
        let mut kept: String = text.to_owned();
        while kept.pop().is_some() {
            let marked = format!("{kept}…");
            if self.font.width(&marked) * BODY <= room {
                return marked;
            }
        }
        kept
    }
}

fn widths(table: &Table) -> Vec<f32> {
    let all: f32 = table.columns.iter().map(|(_, weight)| weight).sum();
    table.columns.iter().map(|(_, weight)| (WIDTH - 2.0 * MARGIN) * weight / all).collect()
}

/// Numbers of the objects of a document.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

fn write(report: &Report, mut pages: Pages, lang: Lang) -> Result<Vec<u8>, String> {
    let mut refs = Refs(0);
    let (catalog, tree, font, info) = (refs.next(), refs.next(), refs.next(), refs.next());
    let count = pages.done.len();
    // Numbers of pages last: the font must know their glyphs before it is written.
    let mut contents = Vec::new();
    for (n, mut content) in std::mem::take(&mut pages.done).into_iter().enumerate() {
        let number = format!("{} / {count}", n + 1);
        let glyphs = pages.font.encode(&number);
        let x = WIDTH - MARGIN - pages.font.width(&number) * BODY;
        content.begin_text().set_font(FONT, BODY).next_line(x, MARGIN / 2.0).show(Str(&glyphs)).end_text();
        contents.push(content);
    }
    let mut pdf = Pdf::new();
    let ids: Vec<(Ref, Ref)> = contents.iter().map(|_| (refs.next(), refs.next())).collect();
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(count as i32);
    for ((page_id, content_id), content) in ids.into_iter().zip(contents) {
        let mut page = pdf.page(page_id);
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(content_id);
        page.resources().fonts().pair(FONT, font);
        page.finish();
        let bytes = compress_to_vec_zlib(&content.finish(), COMPRESSION);
        pdf.stream(content_id, &bytes).filter(Filter::FlateDecode);
    }
    write_font(&mut pdf, &mut refs, font, &pages.font)?;
    pdf.document_info(info).title(TextStr(&report.title)).producer(TextStr("gridhall"));
    let words = if lang == Lang::Zh { "zh-CN" } else { "en" };
    pdf.catalog(catalog).pages(tree).lang(TextStr(words));
    Ok(pdf.finish())
}

fn write_font(pdf: &mut Pdf, refs: &mut Refs, id: Ref, font: &Font) -> Result<(), String> {
    let (cid, descriptor, to_unicode, file) = (refs.next(), refs.next(), refs.next(), refs.next());
    pdf.type0_font(id)
        .base_font(BASE)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(to_unicode);
    let mut glyphs: Vec<(u16, f32, char)> =
        font.used.iter().map(|(glyph, char)| (font.renamed(*glyph), font.advance(*glyph), *char)).collect();
    glyphs.sort_by_key(|(glyph, ..)| *glyph);
    let mut cid_font = pdf.cid_font(cid);
    cid_font.subtype(CidFontType::Type2).base_font(BASE).system_info(SYSTEM).font_descriptor(descriptor);
    cid_font.default_width(1000.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid_font.widths();
    for (glyph, width, _) in &glyphs {
        widths.consecutive(*glyph, [*width]);
    }
    widths.finish();
    cid_font.finish();
    let ([x0, y0, x1, y1], ascent, descent, caps) = font.measures();
    pdf.font_descriptor(descriptor)
        .name(BASE)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(x0, y0, x1, y1))
        .italic_angle(0.0)
        .ascent(ascent)
        .descent(descent)
        .cap_height(caps)
        .stem_v(80.0)
        .font_file2(file);
    let mut cmap = UnicodeCmap::<u16>::new(Name(b"ReportSans"), SYSTEM);
    for (glyph, _, char) in &glyphs {
        cmap.pair(*glyph, *char);
    }
    let cmap = compress_to_vec_zlib(&cmap.finish(), COMPRESSION);
    pdf.stream(to_unicode, &cmap).filter(Filter::FlateDecode);
    let bytes = font.subset()?;
    let packed = compress_to_vec_zlib(&bytes, COMPRESSION);
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), bytes.len() as i32);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::tests::sample;

    #[test]
    fn a_report_turns_pages_and_holds_its_font() {
        let bytes = bytes(&sample(), Lang::Zh).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("%PDF-"));
        assert!(
            text.matches("/Type /Page\n").count() + text.matches("/Type /Page ").count() >= 2,
            "{}",
            &text[..400]
        );
        for part in ["/FontFile2", "/ToUnicode", "/Identity-H", "GRIDHL+ReportSans"] {
            assert!(text.contains(part), "{part}");
        }
        assert!(bytes.len() < 200_000, "only the glyphs that are used: {}", bytes.len());
    }

    #[test]
    fn what_does_not_fit_ends_in_a_mark() {
        let pages = Pages { font: Font::new().unwrap(), done: vec![], now: Content::new(), y: 0.0 };
        assert_eq!(pages.fitted("营业厅", 100.0), "营业厅");
        assert_eq!(pages.fitted("晋中市中心供电营业厅", 40.0), "晋中市…");
    }
}
