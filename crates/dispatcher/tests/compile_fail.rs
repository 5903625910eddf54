//! What the compiler says about a wrong handler names the argument, or the return type, at fault.

#[test]
fn errors_name_what_is_wrong() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
