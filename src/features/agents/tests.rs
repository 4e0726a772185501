//! Tests of the agents: the data of the library, own agents through the API, and the plans of
//! their queries.

mod library;
mod own;
mod pictures;
mod plans;
