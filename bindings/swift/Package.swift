// swift-tools-version:6.0
// The facade for Swift. The generated sources stand in Sources/FarolaCore; below them is the
// Rust library: on Apple's systems an XCFramework that scripts/release-ios.sh builds on a Mac,
// elsewhere the system library libfarola_ffi, whose folder the command line names (-L…), so that
// no unsafe flag stands here and other packages may depend on this one.
import PackageDescription

#if os(Linux)
let library: Target = .systemLibrary(name: "FarolaCoreFFI", path: "Sources/FarolaCoreFFI")
let link: [LinkerSetting] = [.linkedLibrary("farola_ffi")]
#else
let library: Target = .binaryTarget(name: "FarolaCoreFFI", path: "FarolaCoreFFI.xcframework")
// A static library names no frameworks: TLS asks the system's trust store.
let link: [LinkerSetting] = [.linkedFramework("Security"), .linkedFramework("CoreFoundation")]
#endif

let package = Package(
    name: "FarolaCore",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "FarolaCore", targets: ["FarolaCore"])],
    targets: [
        library,
        // Generated code alone stays in the Swift 5 mode; what is written by hand is Swift 6.
        .target(
            name: "FarolaCore", dependencies: ["FarolaCoreFFI"],
            swiftSettings: [.swiftLanguageMode(.v5)], linkerSettings: link),
        .executableTarget(name: "farola-measure", dependencies: ["FarolaCore"]),
        .testTarget(name: "FarolaCoreTests", dependencies: ["FarolaCore"]),
    ],
    swiftLanguageModes: [.v6]
)
