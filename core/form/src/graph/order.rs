//! Topological ranks, and the cycles that stand in their way.

use rustc_hash::FxHashSet;

/// The result of ranking.
pub(super) struct Ordered {
    /// A rank per vertex: larger than those of everything before it, but for members of one
    /// cycle, which share theirs.
    pub(super) ranks: Vec<usize>,
    /// Every cycle, as vertices in the order of their dependence.
    pub(super) cycles: Vec<Vec<usize>>,
    /// Whether each vertex depends on itself.
    pub(super) circular: Vec<bool>,
}

/// Ranks vertices by what must run before them.
pub(super) fn rank(before: &[Vec<usize>]) -> Ordered {
    let components = components(before);
    let mut component_of = vec![0usize; before.len()];
    for (number, members) in components.iter().enumerate() {
        for member in members {
            if let Some(slot) = component_of.get_mut(*member) {
                *slot = number;
            }
        }
    }
    let of = |vertex: usize| component_of.get(vertex).copied().unwrap_or(0);
    let mut component_rank = vec![0usize; components.len()];
    let mut cycles = Vec::new();
    let mut circular = vec![false; before.len()];
    // Tarjan gives components with their predecessors first.
    for (number, members) in components.iter().enumerate() {
        let mut rank = 0;
        // One vertex alone is a circle too where it reads itself, which is seen below.
        let mut looped = members.len() > 1;
        for member in members {
            for earlier in before.get(*member).into_iter().flatten() {
                if of(*earlier) == number {
                    looped = true;
                } else {
                    rank = rank.max(component_rank.get(of(*earlier)).map_or(0, |r| r + 1));
                }
            }
        }
        if let Some(slot) = component_rank.get_mut(number) {
            *slot = rank;
        }
        if looped {
            for member in members {
                put(&mut circular, *member, true);
            }
            cycles.push(shortest_cycle(before, members));
        }
    }
    let ranks = (0..before.len())
        .map(|vertex| component_rank.get(of(vertex)).copied().unwrap_or(0))
        .collect();
    Ordered {
        ranks,
        cycles,
        circular,
    }
}

const UNSEEN: usize = usize::MAX;

/// Tarjan's strongly connected components without recursion, so that a long chain of
/// calculations cannot exhaust the stack.
fn components(before: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let n = before.len();
    let (mut index, mut low) = (vec![UNSEEN; n], vec![0usize; n]);
    let mut on_stack = vec![false; n];
    let (mut stack, mut out, mut counter) = (Vec::new(), Vec::new(), 0);
    let get = |list: &[usize], i: usize| list.get(i).copied().unwrap_or(0);
    for start in 0..n {
        if get(&index, start) != UNSEEN {
            continue;
        }
        // A frame is a vertex and how many of its predecessors were looked at: what recursion
        // would keep on the call stack.
        let mut work: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((vertex, next)) = work.pop() {
            if next == 0 {
                put(&mut index, vertex, counter);
                put(&mut low, vertex, counter);
                put(&mut on_stack, vertex, true);
                stack.push(vertex);
                counter += 1;
            }
            let neighbour = before.get(vertex).and_then(|list| list.get(next)).copied();
            if let Some(neighbour) = neighbour {
                work.push((vertex, next + 1));
                if get(&index, neighbour) == UNSEEN {
                    work.push((neighbour, 0));
                // One that is no longer on the stack belongs to a component that is complete.
                } else if on_stack.get(neighbour).copied().unwrap_or(false) {
                    let least = get(&low, vertex).min(get(&index, neighbour));
                    put(&mut low, vertex, least);
                }
                continue;
            }
            if get(&low, vertex) == get(&index, vertex) {
                let mut members = Vec::new();
                while let Some(member) = stack.pop() {
                    put(&mut on_stack, member, false);
                    members.push(member);
                    if member == vertex {
                        break;
                    }
                }
                out.push(members);
            }
            if let Some((parent, _)) = work.last() {
                let least = get(&low, *parent).min(get(&low, vertex));
                put(&mut low, *parent, least);
            }
        }
    }
    out
}

fn put<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}

/// A shortest cycle within a component, for people to read.
fn shortest_cycle(before: &[Vec<usize>], members: &[usize]) -> Vec<usize> {
    let Some(&start) = members.iter().min() else {
        return Vec::new();
    };
    // By breadth, each with the place it was reached from: the first way back to the start is a
    // shortest one.
    let mut came: Vec<(usize, usize)> = vec![(start, UNSEEN)];
    let mut left: FxHashSet<usize> = members.iter().copied().collect();
    left.remove(&start);
    let mut at = 0;
    while let Some(&(vertex, _)) = came.get(at) {
        for earlier in before.get(vertex).into_iter().flatten() {
            if *earlier == start {
                let mut cycle = vec![vertex];
                let mut step = came.get(at).map_or(UNSEEN, |(_, from)| *from);
                while let Some((vertex, from)) = came.get(step) {
                    cycle.push(*vertex);
                    step = *from;
                }
                return cycle;
            }
            if left.remove(earlier) {
                came.push((*earlier, at));
            }
        }
        at += 1;
    }
    members.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_follow_dependence() {
        let ordered = rank(&[vec![1], vec![2], vec![], vec![0, 2]]);
        assert_eq!(ordered.ranks, [2, 1, 0, 3]);
        assert!(ordered.cycles.is_empty());
    }

    #[test]
    fn names_cycles() {
        let ordered = rank(&[vec![1], vec![0], vec![0], vec![3]]);
        assert_eq!(ordered.cycles, vec![vec![1, 0], vec![3]]);
        assert_eq!(ordered.circular, [true, true, false, true]);
        assert!(ordered.ranks[2] > ordered.ranks[0]);
    }

    #[test]
    fn a_long_chain_is_no_danger() {
        let before: Vec<Vec<usize>> = (0..100_000usize)
            .map(|i| if i == 0 { vec![] } else { vec![i - 1] })
            .collect();
        assert_eq!(rank(&before).ranks.last(), Some(&99_999));
    }
}
