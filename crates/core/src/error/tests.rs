use super::*;

fn failed(result: impl FnOnce() -> Result<(), Error>) -> Error {
    result().unwrap_err()
}

#[test]
fn what_cannot_be_mended_is_permanent_and_the_rest_is_worth_another_try() {
    let retry = |after| ErrorKind::Retry(after);
    let unavailable = |after| ReplyError::Unavailable { after, why: "busy".into(), maybe_sent: false };
    let pause = Some(Duration::from_secs(3));
    let rows: Vec<(Error, ErrorKind)> = vec![
        (serde_json::from_str::<u8>("x").unwrap_err().into(), ErrorKind::Permanent),
        ("x".parse::<u8>().unwrap_err().into(), ErrorKind::Permanent),
        (std::io::Error::from(std::io::ErrorKind::NotFound).into(), ErrorKind::Permanent),
        (std::io::Error::from(std::io::ErrorKind::ConnectionReset).into(), retry(None)),
        (ReplyError::Refused("blocked by the user".into()).into(), ErrorKind::Permanent),
        (unavailable(pause).into(), retry(pause)),
        (unavailable(None).into(), retry(None)),
        ("x".parse::<f64>().unwrap_err().into(), ErrorKind::Permanent),
        (crate::ExtractError::new("no text").into(), ErrorKind::Permanent),
        (std::fmt::Error.into(), retry(None)),
        (Theirs(Box::new(unavailable(pause))).into(), retry(pause)),
        (Theirs(Box::new(ReplyError::NoAddress)).into(), ErrorKind::Permanent),
        (Theirs(Box::new(Theirs(Box::new(crate::ExtractError::new("no text"))))).into(), ErrorKind::Permanent),
        (Theirs(Error::permanent("never").into()).into(), ErrorKind::Permanent),
        (Theirs(Box::new(std::io::Error::from(std::io::ErrorKind::NotFound))).into(), retry(None)),
        (Theirs(Box::new(serde_json::from_str::<u8>("x").unwrap_err())).into(), retry(None)),
        (Error::msg("try again"), retry(None)),
        (Error::retry(Duration::from_secs(3), "soon"), retry(pause)),
        (Error::permanent("never"), ErrorKind::Permanent),
    ];
    for (error, kind) in rows {
        assert_eq!(error.kind(), kind, "{error}");
    }
}

/// An error of an author's, about another.
#[derive(Debug)]
struct Theirs(BoxError);

impl std::fmt::Display for Theirs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the order was not taken")
    }
}

impl std::error::Error for Theirs {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

#[test]
fn any_error_becomes_one_and_tells_its_causes_on_one_line() {
    let error = failed(|| {
        Err(crate::ExtractError::because("the payload has another shape", std::fmt::Error))?;
        Ok(())
    });
    let cause = std::fmt::Error.to_string();
    assert_eq!(error.to_string(), format!("the payload has another shape: {cause}"));
}
