//! The guide quotes this example, and the quotations are the example.

const GUIDE: &str = include_str!("../../../docs/writing-a-platform.md");
const SOURCES: [&str; 4] = [
    include_str!("../src/parlour.rs"),
    include_str!("../src/parlour/tests.rs"),
    include_str!("../src/main.rs"),
    include_str!("../src/tests.rs"),
];

#[test]
fn the_guide_says_what_the_code_says() {
    let quotations: Vec<&str> = GUIDE.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(quotations.len() > 5, "a guide shows code");
    for quotation in quotations {
        assert!(SOURCES.iter().any(|source| source.contains(quotation)), "this stands nowhere:\n{quotation}");
    }
}

#[test]
fn the_guide_is_short() {
    let lines = GUIDE.lines().count();
    assert!(lines < 150, "{lines} lines");
}
