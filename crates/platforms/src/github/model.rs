//! What is read of a payload, borrowed from it, and nothing else.

use serde::Deserialize;

use crate::text::Text;

/// A payload, as far as any of us reads it. A field means the same wherever it occurs.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Payload<'a> {
    #[serde(borrow)]
    pub(super) action: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) repository: Option<Repository<'a>>,
    pub(super) organization: Option<Id>,
    #[serde(borrow)]
    pub(super) sender: Option<User<'a>>,
    #[serde(borrow)]
    pub(super) issue: Option<Thread<'a>>,
    #[serde(borrow)]
    pub(super) pull_request: Option<Thread<'a>>,
    #[serde(borrow)]
    pub(super) discussion: Option<Thread<'a>>,
    #[serde(borrow)]
    pub(super) comment: Option<Comment<'a>>,
    #[serde(borrow)]
    pub(super) review: Option<Comment<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Id {
    pub(super) id: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Repository<'a> {
    pub(super) id: u64,
    #[serde(borrow)]
    pub(super) full_name: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct User<'a> {
    pub(super) id: u64,
    #[serde(borrow)]
    pub(super) login: Text<'a>,
    #[serde(rename = "type", borrow)]
    pub(super) kind: Option<Text<'a>>,
}

/// An issue, a pull request or a discussion: what has a number. They share one count in each repository.
#[derive(Debug, Deserialize)]
pub(super) struct Thread<'a> {
    pub(super) id: Option<u64>,
    pub(super) number: u64,
    #[serde(borrow)]
    pub(super) title: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) body: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) updated_at: Option<Text<'a>>,
}

/// What somebody said below one of these, or about a commit.
#[derive(Debug, Deserialize)]
pub(super) struct Comment<'a> {
    pub(super) id: Option<u64>,
    #[serde(borrow)]
    pub(super) body: Option<Text<'a>>,
    pub(super) in_reply_to_id: Option<u64>,
    /// Of a review.
    #[serde(borrow)]
    pub(super) submitted_at: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) updated_at: Option<Text<'a>>,
}

impl<'a> Payload<'a> {
    /// What the event is about, if that has a number.
    pub(super) fn thread(&self) -> Option<&Thread<'a>> {
        self.issue.as_ref().or(self.pull_request.as_ref()).or(self.discussion.as_ref())
    }

    /// What was said by itself: a comment or a review.
    pub(super) fn remark(&self) -> Option<&Comment<'a>> {
        self.comment.as_ref().or(self.review.as_ref())
    }
}
