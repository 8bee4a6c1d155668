//! What makes a PDF fit for archives (ISO 19005-2, PDF/A-2u): its metadata in XMP, and the colours
//! it means.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::compose::block::Composition;

/// Adds metadata and output intent to the catalogue. A paper with a picture in `inks` (CMYK) is
/// described too, but not declared to be PDF/A: its colours would want an intent of their own.
///
/// # Errors
/// When the document has no catalogue.
pub(super) fn declare(
    file: &mut Document,
    composition: &Composition,
    inks: bool,
) -> Result<(), lopdf::Error> {
    let profile = Stream::new(
        dictionary! { "N" => 3, "Alternate" => "DeviceRGB" },
        srgb_profile(),
    );
    let profile = file.add_object(profile);
    let intent: Dictionary = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB IEC61966-2.1"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    };
    // Programs that know no PDF find the packet by its plain text, so it is not compressed.
    let mut metadata = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        packet(composition, inks).into_bytes(),
    );
    metadata.allows_compression = false;
    let metadata = file.add_object(metadata);
    let catalogue = file.catalog_mut()?;
    catalogue.set("OutputIntents", vec![intent.into()]);
    catalogue.set("Metadata", metadata);
    Ok(())
}

/// The part and level of PDF/A, as the packet says them.
const DECLARED: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance></rdf:Description>
"#;

/// The XMP packet. It says the same as the information dictionary.
fn packet(composition: &Composition, inks: bool) -> String {
    let declared = match inks {
        true => "",
        false => DECLARED,
    };
    let escaped = |text: &str| quick_xml::escape::escape(text).into_owned();
    let title = escaped(&composition.title);
    let author = escaped(&composition.author);
    let subject = escaped(&composition.subject);
    let author = match author.is_empty() {
        true => String::new(),
        false => format!("<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"),
    };
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
{declared}<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{author}<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreatorTool>{program}</xmp:CreatorTool></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{program}</pdf:Producer></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{feff}',
        program = super::PROGRAM,
    )
}

/// Steps of the transfer curve.
const STEPS: u32 = 1024;

/// A display profile of sRGB (IEC 61966-2-1) in ICC version 2.1, made here from the standard's own
/// numbers: the primaries adapted to D50 by Bradford, the transfer curve sampled.
fn srgb_profile() -> Vec<u8> {
    let xyz = |values: [f64; 3]| {
        let mut tag = b"XYZ \0\0\0\0".to_vec();
        for value in values {
            tag.extend(s15_fixed16(value));
        }
        tag
    };
    let mut curve = b"curv\0\0\0\0".to_vec();
    curve.extend(STEPS.to_be_bytes());
    for step in 0..STEPS {
        let level = f64::from(step) / f64::from(STEPS - 1);
        let light = if level <= 0.04045 {
            level / 12.92
        } else {
            ((level + 0.055) / 1.055).powf(2.4)
        };
        curve.extend(((light * 65535.0).round() as u16).to_be_bytes());
    }
    let name = b"sRGB IEC61966-2.1\0";
    let mut description = b"desc\0\0\0\0".to_vec();
    description.extend((name.len() as u32).to_be_bytes());
    description.extend(name);
    // Neither Unicode nor Macintosh names: 4 + 4 and 2 + 1 + 67 empty bytes.
    description.extend([0; 78]);
    let mut rights = b"text\0\0\0\0".to_vec();
    rights.extend(b"No copyright, use freely\0");

    let tags: [(&[u8; 4], Vec<u8>); 7] = [
        (b"desc", description),
        (b"cprt", rights),
        (b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        (b"rXYZ", xyz([0.43607, 0.22249, 0.01392])),
        (b"gXYZ", xyz([0.38515, 0.71687, 0.09708])),
        (b"bXYZ", xyz([0.14307, 0.06061, 0.71410])),
        (b"rTRC", curve),
    ];
    // Green and blue share the red curve.
    let count = tags.len() as u32 + 2;
    let mut offset = 128 + 4 + 12 * count;
    let mut table = count.to_be_bytes().to_vec();
    let mut data: Vec<u8> = Vec::new();
    for (signature, content) in &tags {
        let names: &[&[u8; 4]] = match *signature {
            b"rTRC" => &[b"rTRC", b"gTRC", b"bTRC"],
            other => &[other],
        };
        for name in names {
            table.extend(*name);
            table.extend(offset.to_be_bytes());
            table.extend((content.len() as u32).to_be_bytes());
        }
        data.extend(content);
        data.resize(data.len().next_multiple_of(4), 0);
        offset = 128 + 4 + 12 * count + data.len() as u32;
    }
    let mut profile = vec![0; 128];
    profile[0..4].copy_from_slice(&offset.to_be_bytes());
    profile[8..12].copy_from_slice(&[2, 0x10, 0, 0]);
    profile[12..24].copy_from_slice(b"mntrRGB XYZ ");
    // A date of its own rather than none: the year the version of the format was published.
    for (at, part) in [2001_u16, 1, 1].into_iter().enumerate() {
        profile[24 + 2 * at..26 + 2 * at].copy_from_slice(&part.to_be_bytes());
    }
    profile[36..40].copy_from_slice(b"acsp");
    for (at, value) in [0.9642, 1.0, 0.8249].into_iter().enumerate() {
        profile[68 + 4 * at..72 + 4 * at].copy_from_slice(&s15_fixed16(value));
    }
    profile.extend(table);
    profile.extend(data);
    profile
}

fn s15_fixed16(value: f64) -> [u8; 4] {
    ((value * 65536.0).round() as i32).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_says_its_own_length_and_white_is_the_sum_of_the_primaries() {
        let profile = srgb_profile();
        let long = |at: usize| {
            let bytes: [u8; 4] = profile[at..at + 4].try_into().expect("four bytes");
            i32::from_be_bytes(bytes)
        };
        assert_eq!(usize::try_from(long(0)).expect("a size"), profile.len());
        let tag = |name: &[u8; 4]| {
            let entries = usize::try_from(long(128)).expect("a count");
            let entry = (0..entries)
                .map(|i| 132 + 12 * i)
                .find(|at| &profile[*at..*at + 4] == name)
                .expect("the tag");
            usize::try_from(long(entry + 4)).expect("an offset")
        };
        for axis in 0..3 {
            let sum: i32 = [b"rXYZ", b"gXYZ", b"bXYZ"]
                .iter()
                .map(|name| long(tag(name) + 8 + 4 * axis))
                .sum();
            assert!((sum - long(tag(b"wtpt") + 8 + 4 * axis)).abs() < 16);
        }
    }
}
