//! Area, distance, geofence and intersects.

use super::table::Table;

const SHAPE: &str = "7.9377 -11.5845 0 0;7.9324 -11.5902 0 0;7.927 -11.5857 0 0;\
    7.925 -11.578 0 0;7.9267 -11.5722 0 0;7.9325 -11.5708 0 0;7.9372 -11.5737 0 0;\
    7.9393 -11.579 0 0;7.9377 -11.5845 0 0";

fn table() -> Table {
    let points: String = SHAPE
        .split(';')
        .map(|p| format!("<p>{}</p>", p.trim()))
        .collect();
    Table::new(&format!(
        "<d><s>{SHAPE}</s>{points}<one>21.12 -101.68 0 0</one><e/><x>not a place</x>\
         <u>0 0 0 0; 0 1 0 0; 1 1 0 0; 1 0 0 0; 0 0 0 0</u></d>"
    ))
}

#[test]
fn measures() {
    table().nearly(&[
        ("area(/d/s)", 2_333_220.77),
        ("area(/d/p)", 2_333_220.77),
        ("enclosed-area(/d/s)", 2_333_220.77),
        ("distance(/d/s)", 5_724.36),
        ("distance(/d/p)", 5_724.36),
        ("distance('0 0', '0 1')", 111_318.845),
        ("distance('0 0;0 1;0 0')", 222_637.69),
        ("distance(/d/one, '21.12 -101.68')", 0.0),
        ("area(/d/one)", 0.0),
        ("area(/d/e)", 0.0),
        ("area('0 0;0 1')", 0.0),
        ("distance(/d/one)", 0.0),
        ("distance(/d/none)", 0.0),
        ("distance('')", 0.0),
    ]);
    table().errors(&[
        ("distance(/d/x)", "xpath.geo"),
        ("distance('0 0', 'here')", "xpath.geo"),
        ("distance('91 0', '0 0')", "xpath.geo"),
        ("distance()", "xpath.arguments"),
        ("area()", "xpath.arguments"),
    ]);
}

#[test]
fn fences() {
    table().truths(&[
        ("geofence('0.5 0.5 0 0', /d/u)", true),
        ("geofence('-1 0.5 0 0', /d/u)", false),
        ("geofence('2 0.5 0 0', /d/u)", false),
        ("geofence('0.5 2 0 0', /d/u)", false),
        ("geofence('0.5 -1 0 0', /d/u)", false),
        ("geofence('-1 0 0 0', /d/u)", false),
        ("geofence('-1 1 0 0', /d/u)", false),
        ("geofence('0 -1 0 0', /d/u)", false),
        ("geofence(/d/one, /d/u)", false),
        ("geofence('0 0 0 0', '')", false),
        ("geofence('', /d/u)", false),
        ("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')", true),
        ("intersects('0 0;0 1;1 1;1 0;0 0')", false),
        ("intersects('0 0;1 1;0 1;1 0')", true),
        ("intersects('0 0;1 1;0 1;1 0;0 0')", true),
        ("intersects('0 0;0 1')", false),
        ("intersects('0 0;0 2;0 1')", true),
        ("intersects('0 0;0 1;1 0')", false),
        ("intersects('')", false),
        ("intersects(/d/s)", false),
    ]);
    table().errors(&[
        ("geofence('x', /d/u)", "xpath.geo"),
        ("geofence('')", "xpath.arguments"),
    ]);
}
