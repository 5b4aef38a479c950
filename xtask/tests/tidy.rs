//! The invariants hold in this tree, one test each.

#![allow(clippy::unwrap_used)]

use farola_xtask::tidy::{
    Finding, RULES, Tree, circles, contract, drawing, edges, errors, files, kit, phone, purity,
    shells, wall, wire, words,
};

fn none(rule: fn(&Tree) -> Vec<Finding>) {
    let findings = rule(&Tree::of_workspace().unwrap());
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}

macro_rules! rules {
    ($($name:ident => $rule:path,)*) => {
        $(#[test] fn $name() { none($rule); })*

        #[test]
        fn every_rule_has_its_test() {
            assert_eq!(RULES.len(), [$(stringify!($name)),*].len());
        }
    };
}

rules! {
    the_drawing_is_what_the_manifests_say => drawing::edges,
    outside_dependencies_stay_where_they_belong => edges::outside,
    no_file_needs_one_that_needs_it => circles::of_files,
    no_room_needs_one_that_needs_it => circles::of_rooms,
    pure_crates_have_no_outside_world => purity::pure_crates,
    names_stay_in_their_crates => purity::kept_names,
    no_connection_leaves_the_hubs_store => wall::hub_store,
    every_method_of_the_hubs_store_has_a_case => contract::of_the_store,
    every_http_test_runs_on_both_ends => contract::of_the_http_tests,
    words_of_the_kit_stay_in_their_room => kit::words,
    crates_of_the_phone_refuse_what_std_lacks_there => phone::std_of_a_phone,
    shapes_of_the_hub_stay_in_the_wire => wire::shapes,
    no_file_is_too_long => files::sizes,
    no_comment_is_too_wide => files::comment_widths,
    every_module_says_what_it_is => files::module_comments,
    every_crate_has_a_readme => files::readmes,
    migrations_are_numbered => files::migrations,
    decisions_are_numbered => files::decisions,
    no_host_or_path_of_a_machine => files::hosts_and_paths,
    every_error_code_is_documented => errors::documented,
    every_word_comes_from_the_table => words::table,
    shells_name_no_appearance => shells::appearance,
    shells_take_no_value_apart => shells::splitting,
    shells_read_no_number => shells::numbers,
    shells_open_no_file_outside_their_senses => shells::files,
    shells_have_no_language_or_calendar => shells::calendars,
    shells_have_no_arm_for_the_rest => shells::for_the_rest,
    shells_put_no_key_together => shells::keys_together,
    what_a_shell_offers_is_the_cores => shells::offered,
}

#[test]
fn the_tree_is_really_read() {
    let tree = Tree::of_workspace().unwrap();
    assert!(tree.text("core/model/src/lib.rs").is_some());
    assert!(errors::codes(&tree).contains_key("walk.code_malformed"));
}
