// Choosing on a picture: its parts are drawn from lines, and touched.

import AppModel
import FarolaCore
import SwiftUI

struct ImageMapView: View {
    let control: ChoiceControl
    let picture: ImageMapPicture
    @Environment(\.look) private var look

    var body: some View {
        Group {
            if let drawing = picture.drawing {
                drawn(drawing)
            } else if picture.isMissing {
                Aside(look.words["fallback.image_map"])
            }
        }
        .task { await picture.load() }
    }

    private func drawn(_ drawing: DrawingRecord) -> some View {
        GeometryReader { geometry in
            let scale = Double(geometry.size.width) / drawing.width
            ZStack {
                ForEach(0..<drawing.shapes.count, id: \.self) { index in
                    part(drawing.shapes[index], scale)
                }
                // Above everything: an edge must not vanish behind a neighbour.
                ForEach(0..<drawing.shapes.count, id: \.self) { index in
                    if isChosen(drawing.shapes[index]) {
                        path(drawing.shapes[index], scale)
                            .stroke(Color(Tokens.noche900), lineWidth: 3)
                    }
                }
            }
            .contentShape(Rectangle())
            .gesture(
                SpatialTapGesture().onEnded { tap in
                    let x = Double(tap.location.x) / scale
                    let y = Double(tap.location.y) / scale
                    // A finger is as wide as half of what may be touched.
                    let reach = Double(Tokens.touchMinimum) / 2 / scale
                    Task { await control.touch(x: x, y: y, reach: reach) }
                })
        }
        .aspectRatio(CGFloat(drawing.width / drawing.height), contentMode: .fit)
        // Pictures are drawn for white paper, by night too.
        .background(Color(Tokens.papel0))
        // Who cannot see it has the list below.
        .accessibilityHidden(true)
    }

    private func isChosen(_ shape: ShapeRecord) -> Bool {
        shape.choice.map { control.chosen.contains($0) } ?? false
    }

    @ViewBuilder private func part(_ shape: ShapeRecord, _ scale: Double) -> some View {
        if isChosen(shape) {
            path(shape, scale).fill(Color(look.palette.light))
        } else if let fill = shape.fill {
            path(shape, scale).fill(colour(fill))
        }
        if let stroke = shape.stroke {
            path(shape, scale)
                .stroke(colour(stroke), lineWidth: CGFloat(shape.strokeWidth * scale))
        }
    }

    /// A colour of the picture, 0xAARRGGBB.
    private func colour(_ bits: UInt32) -> Color {
        Color(bits & 0xffffff).opacity(Double(bits >> 24) / 255)
    }

    private func path(_ shape: ShapeRecord, _ scale: Double) -> Path {
        Path { path in
            for outline in shape.outlines {
                for index in stride(from: 0, to: outline.points.count - 1, by: 2) {
                    let at = CGPoint(
                        x: Double(outline.points[index]) * scale,
                        y: Double(outline.points[index + 1]) * scale)
                    if index == 0 { path.move(to: at) } else { path.addLine(to: at) }
                }
                if outline.closed { path.closeSubpath() }
            }
        }
    }
}
