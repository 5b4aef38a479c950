//! Fixes of seven phones of people walking (two also driving) become tracks.

use std::fs;

use farola_model::{GeoPoint, Timestamp};
use farola_track::{Fix, Geotrace, PauseRule, Refusal, Settings, Track, distance_m};

/// Every file with its fixes: `t,lat,lon,alt,speed,bearing,accuracy,activity`.
fn phones() -> Vec<(String, Vec<Fix>)> {
    let Some(folder) = super::data("gps") else {
        return Vec::new();
    };
    let mut phones: Vec<(String, Vec<Fix>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "csv"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            (name, text.lines().skip(1).map(fix).collect())
        })
        .collect();
    phones.sort_by(|a, b| a.0.cmp(&b.0));
    phones
}

fn fix(line: &str) -> Fix {
    let cells: Vec<&str> = line.split(',').collect();
    let number = |at: usize| cells[at].parse::<f64>().unwrap();
    Fix {
        at: Timestamp((number(0) * 1000.0).round() as i64),
        point: GeoPoint {
            lat: number(1),
            lon: number(2),
            alt_m: number(3),
            accuracy_m: number(6),
        },
    }
}

#[test]
fn phone_fixes_become_tracks() {
    let phones = phones();
    if phones.is_empty() {
        return;
    }
    println!("phone, fixes, kept, refused, segments, metres, walked, pauses, points within 5 m");
    let (mut seen, mut kept, mut on_foot) = (0, 0, (0, 0));
    for (name, fixes) in &phones {
        let (track, filter) = Track::from_fixes(fixes.iter().copied(), Settings::default());
        let counts = filter.counts();
        let refused: Vec<String> = Refusal::ALL
            .iter()
            .filter(|reason| counts.refused(**reason) > 0)
            .map(|reason| format!("{} {}", counts.refused(*reason), reason.code()))
            .collect();
        let thin = track.simplified(5.0);
        println!(
            "{name}: {}, {}, [{}], {}, {:.0}, {:.0}, {}, {}",
            counts.seen(),
            counts.kept(),
            refused.join(", "),
            track.segments().len(),
            track.length_m(),
            track.walked_m(),
            track.pauses(PauseRule::default()).len(),
            thin.fixes().count(),
        );
        seen += counts.seen();
        kept += counts.kept();
        if !name.contains("driving") {
            on_foot = (on_foot.0 + counts.kept(), on_foot.1 + counts.seen());
        }
        assert_eq!(counts.seen(), fixes.len() as u64);
        holds(&track, &thin);
    }
    println!("all: {kept} of {seen} fixes kept");
    assert_eq!(seen, 2_507);
    println!("on foot: {} of {} fixes kept", on_foot.0, on_foot.1);
    // Fixes taken in a car are faster than anyone runs and are refused; of those on foot,
    // three quarters must be of use or the filter is too strict for real phones.
    assert!(on_foot.0 * 4 > on_foot.1 * 3, "{on_foot:?}");
}

/// What must hold of any real track.
fn holds(track: &Track, thin: &Track) {
    assert!(track.walked_m() <= track.length_m() + 1e-6);
    assert!(thin.length_m() <= track.length_m() + 1e-6);
    for segment in track.segments() {
        for step in segment.windows(2) {
            let metres = distance_m(&step[0].point, &step[1].point);
            let granted = step[0].point.accuracy_m + step[1].point.accuracy_m;
            let seconds = step[1].at.millis_since(step[0].at) as f64 / 1000.0;
            assert!(metres <= granted + 7.0 * seconds + 1e-6);
        }
    }
    let text = track.geotrace().to_string();
    assert_eq!(text.parse::<Geotrace>().unwrap(), track.geotrace());
    assert!(track.to_gpx("").matches("<trkpt").count() == track.fixes().count());
    let cut = track.without_ends(200.0);
    assert!(cut.length_m() <= (track.length_m() - 400.0).max(0.0) + 1e-6);
}
