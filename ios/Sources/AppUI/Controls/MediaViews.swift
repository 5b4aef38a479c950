// Photos, drawings, sounds, videos, files, codes, and the media of labels.

import AppModel
import FarolaCore
import SwiftUI

#if canImport(UIKit)
    import AVFoundation
    import UIKit
#endif

/// Bytes of a picture, drawn; where they are none, nothing.
struct Picture: View {
    let bytes: Data?
    let words: String

    var body: some View {
        #if canImport(UIKit)
            if let bytes, let image = UIImage(data: bytes) {
                Image(uiImage: image).resizable().scaledToFit().accessibilityLabel(words)
            }
        #else
            if bytes != nil {
                Image(systemName: "photo").resizable().scaledToFit().accessibilityLabel(words)
            }
        #endif
    }
}

/// A picture that came with the form.
struct FormPicture: View {
    let row: FormRow
    let name: String
    let words: String
    @State private var bytes: Data?

    var body: some View {
        Picture(bytes: bytes, words: words)
            .task(id: name) { bytes = await row.formFile(name) }
    }
}

/// The picture of a label. A touch opens it in place, as wide as the page; another closes it.
struct LabelPictureView: View {
    let row: FormRow
    let picture: LabelPicture
    let label: String
    @State private var isOpen = false
    @Environment(\.look) private var look

    var body: some View {
        let words = look.words(
            isOpen ? "form.picture_close" : "form.picture_open", ["label": label])
        Button(action: { isOpen = !isOpen }) {
            FormPicture(
                row: row, name: isOpen ? picture.opened : picture.shown, words: words
            )
            .frame(maxHeight: isOpen ? .infinity : 240, alignment: .leading)
        }
        .accessibilityLabel(words)
    }
}

/// A sound or film, played only when it is asked for.
struct PlayButton: View {
    /// Key of the button's words.
    let key: String
    /// Begins it; false where it is not there.
    let play: @MainActor () async -> Bool
    @State private var isMissing = false
    @Environment(\.look) private var look

    var body: some View {
        LampButton(
            text: look.words[isMissing ? "form.sound_missing" : key], height: Tokens.touchMinimum
        ) { isMissing = !(await play()) }
    }
}

@MainActor
enum SoundPlayer {
    #if canImport(UIKit)
        private static var player: AVAudioPlayer?
    #endif

    /// False where there is nothing that can be played.
    static func play(_ bytes: Data?) -> Bool {
        guard let bytes else { return false }
        #if canImport(UIKit)
            player = try? AVAudioPlayer(data: bytes)
            return player?.play() == true
        #else
            return !bytes.isEmpty
        #endif
    }
}

struct PhotoView: View {
    let control: PhotoControl
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(3)) {
            if control.isDrawing {
                DrawingView(control: control)
            } else {
                if control.hasPhoto {
                    Picture(
                        bytes: control.thumbnail, words: look.words["control.photo_shown"])
                }
                buttons
            }
        }
        .privacySensitive()
        .task(id: control.hasPhoto) { await control.load() }
    }

    @ViewBuilder private var buttons: some View {
        if control.isSheet {
            LampButton(
                text: look.words[
                    control.isSignature ? "control.photo_sign" : "control.photo_draw"]
            ) { control.startDrawing() }
        } else {
            if control.offersCamera {
                LampButton(
                    text: look.words[
                        control.hasPhoto ? "control.photo_again" : "control.photo_take"],
                    loudness: control.hasPhoto ? .quiet : .deep
                ) { await control.take() }
            }
            if control.offersGallery {
                LampButton(text: look.words["control.photo_gallery"]) {
                    await control.take(fromGallery: true)
                }
            }
            if control.offersInk {
                LampButton(
                    text: look.words[
                        control.offersMarks ? "control.photo_mark" : "control.photo_cover"]
                ) { control.startDrawing() }
            }
        }
        if control.hasPhoto {
            LampButton(
                text: look.words["button.remove"], loudness: .bare, height: Tokens.touchMinimum
            ) { await control.remove() }
        }
    }
}

/// Strokes over a sheet or a photo.
struct DrawingView: View {
    let control: PhotoControl
    @State private var isDown = false
    @Environment(\.look) private var look

    var body: some View {
        VStack(alignment: .leading, spacing: space(2)) {
            if !control.isSheet {
                Say(
                    look.words[control.covers ? "form.tool_box_words" : "form.tool_line_words"])
            }
            GeometryReader { geometry in
                let width = Double(geometry.size.width)
                let height = Double(geometry.size.height)
                ZStack {
                    Color(look.palette.card)
                    if !control.isSheet {
                        Picture(bytes: control.thumbnail, words: look.words["control.photo_shown"])
                    }
                    ForEach(0..<control.drawing.strokes.count, id: \.self) { index in
                        stroke(control.drawing.strokes[index], width, height)
                    }
                }
                .contentShape(Rectangle())
                .gesture(
                    DragGesture(minimumDistance: 0)
                        .onChanged { drag in
                            let spot = Spot(
                                x: Double(drag.location.x) / width,
                                y: Double(drag.location.y) / height)
                            if isDown {
                                control.drawing.move(spot)
                            } else {
                                isDown = true
                                control.drawing.begin(spot, covers: control.covers)
                            }
                        }
                        .onEnded { _ in isDown = false })
            }
            // Exactly what is drawn on: a finger on a face covers that face.
            .aspectRatio(CGFloat(control.ratio), contentMode: .fit)
            if control.offersTools { tools }
            Beside(gap: 2) {
                LampButton(text: look.words["button.cancel"]) { control.cancelDrawing() }
                LampButton(text: look.words["button.undo"]) { control.drawing.undo() }
                LampButton(text: look.words["button.done"], loudness: .deep) {
                    await control.keepDrawing()
                }
                .disabled(control.drawing.isEmpty)
            }
        }
    }

    private var tools: some View {
        Beside(gap: 2) {
            ForEach(control.ink.tools, id: \.self) { tool in
                LampButton(
                    text: look.words[name(tool)], loudness: control.tool == tool ? .deep : .quiet
                ) { control.tool = tool }
            }
        }
    }

    private func name(_ tool: InkTool) -> String {
        switch tool {
        case .line: "form.tool_line"
        case .cover: "form.tool_box"
        }
    }

    @ViewBuilder private func stroke(
        _ stroke: Stroke, _ width: Double, _ height: Double
    ) -> some View {
        if stroke.covers, let first = stroke.spots.first, let last = stroke.spots.last {
            Path { path in
                path.addRect(
                    CGRect(
                        x: min(first.x, last.x) * width, y: min(first.y, last.y) * height,
                        width: abs(first.x - last.x) * width,
                        height: abs(first.y - last.y) * height))
            }
            .fill(Color(Tokens.papel900))
        } else {
            Path { path in
                for (index, spot) in stroke.spots.enumerated() {
                    let point = CGPoint(x: spot.x * width, y: spot.y * height)
                    if index == 0 { path.move(to: point) } else { path.addLine(to: point) }
                }
            }
            .stroke(
                Color(control.isSheet ? look.palette.ink : look.palette.light),
                style: StrokeStyle(lineWidth: 4, lineCap: .round, lineJoin: .round))
        }
    }
}

struct SoundView: View {
    let control: SoundControl
    let row: FormRow
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(2)) {
            if control.hasSound { Say(look.words["control.sound_kept"]) }
            if control.isRecording {
                LampButton(text: look.words["control.sound_stop"], loudness: .deep) {
                    await control.stop()
                }
            } else {
                if control.offersMicrophone {
                    LampButton(text: look.words["control.sound_record"]) {
                        await control.record()
                    }
                } else {
                    Aside(look.words.sentence("shell.no_microphone"))
                }
                if control.offersFiles {
                    LampButton(text: look.words["control.file_pick"]) { await control.pick() }
                }
            }
            if control.hasSound && !control.isRecording {
                PlayButton(key: "form.hear") { SoundPlayer.play(await row.answerFile()) }
                LampButton(text: look.words["button.remove"], loudness: .bare) {
                    await control.remove()
                }
            }
        }
        .onDisappear { control.end() }
    }
}

struct FileView: View {
    let control: FileControl
    let row: FormRow
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(2)) {
            if control.hasFile {
                Say(look.words("control.file_kept", ["name": control.name]))
            }
            if control.canRecord {
                LampButton(text: look.words["control.video_record"]) { await control.record() }
            }
            if control.canPick {
                LampButton(
                    text: look.words[control.isVideo ? "control.video_pick" : "control.file_pick"]
                ) { await control.pick() }
            }
            if control.hasFile && control.isVideo {
                PlayButton(key: "form.watch") { await row.watchAnswer() }
            }
            if control.hasFile {
                LampButton(text: look.words["button.remove"], loudness: .bare) {
                    await control.remove()
                }
            }
        }
        .disabled(control.busy)
    }
}

struct BarcodeView: View {
    let control: BarcodeControl
    let label: String
    @Environment(\.look) private var look

    var body: some View {
        VStack(spacing: space(2)) {
            if control.hasCode {
                Say(control.hidden ? look.words["control.code_kept"] : control.shown)
            }
            if control.canScan {
                LampButton(text: look.words["control.code_scan"]) { await control.scan() }
            }
            if !control.hidden {
                TypedFrame(field: control.field) {
                    TextField(look.words["control.code_type"], text: control.field.binding)
                }
                .accessibilityLabel(label)
            }
            if control.hasCode {
                LampButton(text: look.words["button.remove"], loudness: .bare) {
                    await control.remove()
                }
            }
        }
        .privacySensitive()
    }
}
