//! How a sound is recorded.

use crate::control::AudioQuality;

/// How a recorder is set. The sound is AAC in an MPEG-4 file, the one format that both platforms
/// write and every browser plays: the review app plays what arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SoundFormat {
    /// The ending of the file's name, without a dot.
    pub extension: &'static str,
    /// Samples a second.
    pub sample_hz: u32,
    /// Channels: a phone has one microphone for a voice.
    pub channels: u8,
    /// Bits a second.
    pub bits_per_s: u32,
}

impl AudioQuality {
    /// How a recorder is set for this quality.
    ///
    /// `low` and `normal` have the bit rates of ODK's documentation, 24 and 64 kbit/s. For
    /// `voice-only` it has AMR with 12.2 kbit/s, which iOS does not record and browsers do not
    /// play: here it is AAC of about that size.
    #[must_use]
    pub fn format(self) -> SoundFormat {
        let (sample_hz, bits_per_s) = match self {
            Self::VoiceOnly => (16_000, 16_000),
            Self::Low => (32_000, 24_000),
            Self::Normal => (32_000, 64_000),
        };
        SoundFormat {
            extension: "m4a",
            sample_hz,
            channels: 1,
            bits_per_s,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_better_quality_is_larger_and_all_are_one_format() {
        let formats = [
            AudioQuality::VoiceOnly,
            AudioQuality::Low,
            AudioQuality::Normal,
        ]
        .map(AudioQuality::format);
        assert!(formats.is_sorted_by(|a, b| a.bits_per_s < b.bits_per_s));
        for format in formats {
            assert_eq!((format.extension, format.channels), ("m4a", 1));
            // AAC-LC has at most 6 bits for a sample of a channel.
            assert!(format.bits_per_s <= 6 * format.sample_hz);
        }
        assert_eq!(
            formats.map(|format| format.bits_per_s),
            [16_000, 24_000, 64_000]
        );
    }
}
