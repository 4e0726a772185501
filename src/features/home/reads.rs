//! What a page reads once. On the server the view of a route is made several times (once to find what has to
//! be waited for, then to be written), and the browser gets the first answer with the last view: what
//! changes by itself, as a running conversation does, has to be the same in all of them.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use crate::core::Result;

type Answer<T> = Shared<BoxFuture<'static, Result<T>>>;
/// Name and answer.
type Known = (String, Box<dyn Any + Send>);

/// The answers of the page that is being made, by name; [`AppLayout`](super::AppLayout) puts it into the context.
#[derive(Clone, Default)]
pub struct PageReads(Arc<Mutex<Vec<Known>>>);

impl PageReads {
    /// The answer that the page has under this name; asks when there is none. The browser, in which a page
    /// is made once, always asks.
    pub fn once<T>(&self, name: &str, ask: impl Future<Output = Result<T>> + Send + 'static) -> BoxFuture<'static, Result<T>>
    where
        T: Clone + Send + Sync + 'static,
    {
        if cfg!(target_family = "wasm") {
            return ask.boxed();
        }
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers.iter().find(|(of, _)| of == name).and_then(|(_, answer)| answer.downcast_ref::<Answer<T>>().cloned());
        if let Some(answer) = known {
            return answer.boxed();
        }
        let answer: Answer<T> = ask.boxed().shared();
        answers.push((name.to_owned(), Box::new(answer.clone())));
        answer.boxed()
    }
}
