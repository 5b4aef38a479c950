//! How a session finds the nodes of a path without walking the document.

use farola_xpath::ast::{Path, Start};
use farola_xpath::{PathUse, Usage};

use super::trail::{PathOrigin, Trail};
use crate::def::NodeId;
use crate::def::expr::{Base, Plan, Slice};
use crate::def::nodes::NodeKind;
use crate::parse::Loader;

impl Loader<'_> {
    /// The plan of a path; [`Plan::Walk`] is always right, and slow.
    pub(super) fn plan(&self, path_use: &PathUse<'_>, base: &PathOrigin, trail: &Trail) -> Plan {
        let path = path_use.path;
        if let Start::Instance(id) = &path.start {
            return self.lookup(id, path).unwrap_or(Plan::Walk);
        }
        let run_base = match (&path.start, base) {
            (Start::Root, _) | (Start::Current, _) => Base::Current,
            (Start::Context, PathOrigin::Node(node, _)) => match path_use.within {
                None => Base::Current,
                Some(_) => Base::Context(*node),
            },
            _ => return Plan::Walk,
        };
        // A plan names one column of the rows; a path to several nodes has none.
        let [target] = &*trail.end else {
            return Plan::Walk;
        };
        // Of predicates only a bound on the position has a plan of its own.
        if trail.predicated && !trail.lost {
            return self
                .slice_plan(path, run_base, *target, trail)
                .unwrap_or(Plan::Walk);
        }
        if !trail.plain || trail.lost {
            return Plan::Walk;
        }
        let scope = self.def.nodes.scope(*target);
        // From where the path starts, not from all that a path around it passes.
        // No repeat is entered after the path has risen: there is at most one node.
        if scope == trail.reach {
            Plan::One {
                base: run_base,
                target: *target,
                always: path_use.usage == Usage::Position,
            }
        } else {
            let absolute = matches!(path.start, Start::Root);
            Plan::Many {
                base: run_base,
                target: *target,
                top: trail.reach,
                absolute,
            }
        }
    }

    /// A slice, where the step with the bound is a repeat and no other repeat stands around it
    /// on the way.
    fn slice_plan(&self, path: &Path, base: Base, target: NodeId, trail: &Trail) -> Option<Plan> {
        let (index, bound, operand) = Self::slice(path)?;
        let [node] = &**trail.steps.get(index)? else {
            return None;
        };
        let repeat = self.def.nodes.scope(*node);
        let around = self.def.scope(repeat)?.parent;
        // One repeat alone: a slice over nested ones would need a bound at each level.
        let whole = self.def.nodes.kind(*node) == NodeKind::Repeat
            && self.def.nodes.scope(target) == repeat
            && trail.reach == around;
        whole.then(|| {
            Plan::Slice(Box::new(Slice {
                base,
                repeat,
                around,
                target,
                bound,
                operand,
            }))
        })
    }
}
