//! Photos for demonstrations: a street at dusk or night, drawn by arithmetic. No two stops look
//! the same, and dark places look dark.

use std::ops::Range;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};

use crate::dice::Dice;

const WIDTH: u32 = 1024;
const HEIGHT: u32 = 768;
const QUALITY: u8 = 84;
/// The largest comment of a JPEG with its marker, and the least that has room for a stamp.
const MOST_COMMENT: usize = 65_535 + 2;
const LEAST_COMMENT: usize = 12;

/// What a photo shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scene {
    /// Decides buildings, lamps and grain.
    pub seed: u64,
    /// From 0 (no lamp works) to 1.
    pub light: f64,
    /// Whether the sky still has light.
    pub dusk: bool,
}

struct Building {
    left: f32,
    right: f32,
    top: f32,
    shade: [f32; 3],
    lit: u32,
    door: f32,
}

struct Lamp {
    x: f32,
    y: f32,
    strength: f32,
}

struct Street {
    buildings: Vec<Building>,
    lamps: Vec<Lamp>,
    horizon: f32,
    vanish: f32,
    dusk: f32,
    grain: u32,
}

/// Draws the scene and writes it as a camera would: a JPEG with a maker's note in it, which the
/// engine takes out. Nothing where the encoder fails, which it does not for a picture this size.
#[must_use]
pub fn photo(scene: &Scene) -> Option<Vec<u8>> {
    let street = Street::new(scene);
    let mut image = RgbImage::new(WIDTH, HEIGHT);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        pixel.0 = street.pixel(x, y);
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode(image.as_raw(), WIDTH, HEIGHT, ExtendedColorType::Rgb8)
        .ok()?;
    Some(with_exif(&bytes))
}

/// Where [`of_weight`] keeps bytes that a measurement may write over, so that each file is unlike
/// every other at no cost: the head of a comment, which belongs to no picture.
pub const STAMP: Range<usize> = 6..14;

/// The photo of a scene in exactly `bytes`: what it weighs less is comment. Measurements need
/// the weight that others measured with. Nothing where the photo alone weighs more.
#[must_use]
pub fn of_weight(scene: &Scene, bytes: usize) -> Option<Vec<u8>> {
    let photo = photo(scene)?;
    let (start, rest) = photo.split_at_checked(2)?;
    let mut left = bytes.checked_sub(photo.len())?;
    let mut out = start.to_vec();
    while left > 0 {
        // A comment takes four bytes beside its words, and the first has room for the stamp;
        // what is left over must be enough for one more.
        let most = if left > MOST_COMMENT {
            MOST_COMMENT - LEAST_COMMENT
        } else {
            left
        };
        let length = u16::try_from(most.checked_sub(2)?).ok()?;
        if most < LEAST_COMMENT {
            return None;
        }
        out.extend_from_slice(&[0xff, 0xfe]);
        out.extend_from_slice(&length.to_be_bytes());
        out.resize(out.len() + usize::from(length) - 2, b' ');
        left -= most;
    }
    out.extend_from_slice(rest);
    Some(out)
}

fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let body: &[u8] = b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0Farola demo camera, GPS 20 40 36 N";
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    let (start, rest) = jpeg.split_at_checked(2).unwrap_or((jpeg, &[]));
    [start, &[0xff, 0xe1], &length.to_be_bytes(), body, rest].concat()
}

impl Street {
    fn new(scene: &Scene) -> Self {
        let mut dice = Dice::new(scene.seed, 4_242);
        let mut share = |from: f32, to: f32| from + (to - from) * dice.share() as f32;
        let horizon = share(0.44, 0.56);
        let mut buildings = Vec::new();
        let mut left = -0.05;
        while left < 1.05 {
            let right = left + share(0.09, 0.24);
            let warm = share(0.0, 0.25);
            let base = share(0.22, 0.5);
            buildings.push(Building {
                left,
                right,
                top: horizon - share(0.12, 0.38),
                shade: [base + warm, base + warm * 0.5, base * 0.85],
                lit: share(0.0, 9_999.0) as u32,
                door: share(0.2, 0.7),
            });
            left = right + share(-0.002, 0.03);
        }
        let light = scene.light as f32;
        let count = 2 + (share(0.0, 2.99) as u32);
        let lamps = (0..count)
            .map(|i| {
                let works = share(0.0, 1.0) < light + 0.1;
                Lamp {
                    x: 0.12 + 0.8 * i as f32 / count as f32 + share(0.0, 0.08),
                    y: horizon - share(0.16, 0.26),
                    strength: if works {
                        share(0.55, 1.1) * (0.4 + light)
                    } else {
                        0.03
                    },
                }
            })
            .collect();
        let vanish = share(0.35, 0.65);
        let dusk = if scene.dusk { 0.5 } else { 0.07 };
        let grain = share(0.0, 9_999.0) as u32;
        Self {
            buildings,
            lamps,
            horizon,
            vanish,
            dusk,
            grain,
        }
    }

    fn pixel(&self, px: u32, py: u32) -> [u8; 3] {
        let (x, y) = (px as f32 / WIDTH as f32, py as f32 / HEIGHT as f32);
        let (surface, glow_own) = self.surface(x, y, px, py);
        let mut light = [self.dusk * 0.8, self.dusk * 0.75, self.dusk];
        for lamp in &self.lamps {
            let (dx, dy) = ((x - lamp.x) * 1.33, y - lamp.y - 0.12);
            let reach = lamp.strength / (1.0 + 26.0 * (dx * dx + dy * dy * 0.7));
            light = [
                light[0] + reach,
                light[1] + reach * 0.78,
                light[2] + reach * 0.42,
            ];
        }
        let noise = hash(px, py, self.grain) as f32 / 255.0 - 0.5;
        let mut out = [0u8; 3];
        for (channel, value) in out.iter_mut().enumerate() {
            let shade = surface.get(channel).copied().unwrap_or(0.0);
            let lit = light.get(channel).copied().unwrap_or(0.0);
            let own = glow_own.get(channel).copied().unwrap_or(0.0);
            let bright = (shade * lit + own + noise * 0.05).clamp(0.0, 1.0);
            *value = (bright.sqrt() * 255.0) as u8;
        }
        out
    }

    /// Colour of what is seen, and the light it gives itself.
    fn surface(&self, x: f32, y: f32, px: u32, py: u32) -> ([f32; 3], [f32; 3]) {
        const DARK: [f32; 3] = [0.0; 3];
        for lamp in &self.lamps {
            let (dx, dy) = ((x - lamp.x) * 1.33, y - lamp.y);
            let bulb = lamp.strength * 0.9;
            if dx * dx + dy * dy < 0.00018 {
                return (DARK, [bulb, bulb * 0.9, bulb * 0.6]);
            }
            let halo = 0.0009 * lamp.strength / (dx * dx + dy * dy + 0.002);
            if (x - lamp.x).abs() < 0.0035 && y > lamp.y && y < self.horizon + 0.13 {
                return ([0.14; 3], [halo * 0.3; 3]);
            }
        }
        if y > self.horizon {
            return (self.ground(x, y, px, py), DARK);
        }
        match self
            .buildings
            .iter()
            .rev()
            .find(|b| x >= b.left && x < b.right && y >= b.top)
        {
            Some(building) => self.facade(building, x, y),
            None => {
                let height = (1.0 - y / self.horizon).clamp(0.0, 1.0);
                let sky = self.dusk * 0.22 + 0.015;
                let own = [sky * (1.4 - height), sky * (0.9 - height * 0.4), sky * 1.3];
                (DARK, own)
            }
        }
    }

    fn facade(&self, building: &Building, x: f32, y: f32) -> ([f32; 3], [f32; 3]) {
        let column = ((x - building.left) / 0.034).floor();
        let row = ((y - building.top) / 0.052).floor();
        let (fx, fy) = (
            (x - building.left) / 0.034 - column,
            (y - building.top) / 0.052 - row,
        );
        let window = fx > 0.25 && fx < 0.75 && fy > 0.25 && fy < 0.8;
        let ground_floor = self.horizon - y < 0.075;
        if window && !ground_floor && row >= 0.0 {
            let lit = hash(column as u32, row as u32, building.lit) < 62;
            let own = if lit {
                [0.34, 0.25, 0.11]
            } else {
                [0.004, 0.006, 0.012]
            };
            return ([0.05; 3], own);
        }
        let place = (x - building.left) / (building.right - building.left);
        if ground_floor && (place - building.door).abs() < 0.09 {
            return ([0.08, 0.06, 0.05], [0.0; 3]);
        }
        let stain = hash((x * 90.0) as u32, (y * 70.0) as u32, building.lit) as f32 / 255.0;
        (building.shade.map(|c| c * (0.86 + stain * 0.14)), [0.0; 3])
    }

    fn ground(&self, x: f32, y: f32, px: u32, py: u32) -> [f32; 3] {
        let depth = (y - self.horizon) / (1.0 - self.horizon);
        let half = 0.05 + depth * 0.55;
        let off = (x - self.vanish).abs();
        let rough = hash(px / 2, py / 2, self.grain ^ 7) as f32 / 255.0 * 0.1;
        if off > half + 0.02 + depth * 0.02 {
            // Footpath: slabs that widen towards us.
            let slab = ((off - half) / (0.04 + depth * 0.1)).fract() < 0.06;
            let joint = ((1.0 / (depth + 0.08)) * 2.2).fract() < 0.07;
            let tone = if slab || joint { 0.26 } else { 0.46 };
            return [tone + rough, tone + rough, tone * 0.95 + rough];
        }
        if off > half {
            return [0.62, 0.6, 0.52];
        }
        let line = off < 0.004 + depth * 0.008 && ((1.0 / (depth + 0.1)) * 1.6).fract() < 0.5;
        let tone = if line { 0.7 } else { 0.2 };
        [tone + rough, tone + rough, tone + rough]
    }
}

/// A byte from a place: the same grain in the same photo.
fn hash(x: u32, y: u32, seed: u32) -> u8 {
    let mut h =
        x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77) ^ seed.wrapping_mul(0xc2b2);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2c1b_3c6d);
    (h >> 17) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brightness(light: f64) -> u64 {
        let bytes = photo(&Scene {
            seed: 9,
            light,
            dusk: false,
        })
        .unwrap();
        let image = image::load_from_memory(&bytes).unwrap().to_rgb8();
        image.as_raw().iter().map(|b| u64::from(*b)).sum()
    }

    #[test]
    fn a_photo_is_a_jpeg_of_plausible_size_and_dark_places_are_darker() {
        let bytes = photo(&Scene {
            seed: 1,
            light: 0.7,
            dusk: true,
        })
        .unwrap();
        assert!((60_000..900_000).contains(&bytes.len()), "{}", bytes.len());
        let clean = farola_engine::photo::clean(&bytes).unwrap();
        assert!(!clean.bytes.windows(3).any(|w| w == b"GPS"));
        assert_ne!(
            bytes,
            photo(&Scene {
                seed: 2,
                light: 0.7,
                dusk: true
            })
            .unwrap()
        );
        assert!(brightness(0.0) * 5 < brightness(1.0) * 4);
    }

    #[test]
    fn a_photo_has_the_weight_that_is_asked_for() {
        let scene = Scene {
            seed: 7,
            light: 0.5,
            dusk: true,
        };
        let photo = photo(&scene).unwrap();
        assert_eq!(of_weight(&scene, photo.len()).as_ref(), Some(&photo));
        assert_eq!(of_weight(&scene, photo.len() - 1), None);
        assert_eq!(of_weight(&scene, photo.len() + LEAST_COMMENT - 1), None);
        let pixels = image::load_from_memory(&photo).unwrap().to_rgb8();
        for more in [12, 13, 65_536, 65_537, 65_538, 65_550, 200_000] {
            let mut bytes = of_weight(&scene, photo.len() + more).unwrap();
            assert_eq!(bytes.len(), photo.len() + more);
            bytes[STAMP].copy_from_slice(&u64::MAX.to_le_bytes());
            let read = image::load_from_memory(&bytes).unwrap().to_rgb8();
            assert!(read == pixels, "{more}");
        }
    }
}
