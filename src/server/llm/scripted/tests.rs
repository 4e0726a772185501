//! Whole conversations with the library's agents, and the parts on their own.

mod fixtures;
mod parts;
mod subjects;
mod talks;
