//! The wire: OpenRosa documents, the hub's own messages, problem codes and limits.
