//! XPath 1.0 with the ODK function library: parse, print, analyse, evaluate.
