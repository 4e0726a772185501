//! Tests of the agents: the data of the library, own agents through the API, and the plans of
//! their queries.

mod editing;
mod find;
mod imports;
mod library;
mod own;
mod pictures;
mod plans;
mod shelf;
mod transfer;
mod trash;
