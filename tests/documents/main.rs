//! The documents and pages are true: what they show is what is printed, and the house is as they tell it.

mod browser;
mod console;
mod house;
mod named_tests;
mod pages;
mod readme;
mod reference;
mod tutorial;
