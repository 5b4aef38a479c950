// swift-tools-version:6.0
// The iOS shell without its app target: everything that can be tested on Linux. The app target is
// described in project.yml. No remote dependencies.
import PackageDescription

let core: Target.Dependency = .product(name: "FarolaCore", package: "FarolaCore")

#if os(Linux)
    // SwiftUI exists only on Apple's systems; a small stand-in lets the views be type-checked.
    // The same stand-in lets tests read the screens; on a Mac there is nothing to read them with.
    let stubs: [Target] = [
        .target(name: "SwiftUI", path: "LinuxStubs/SwiftUI"),
        .testTarget(
            name: "AppUITests", dependencies: ["AppModel", "AppUI", "Fakes", "SwiftUI", core]),
    ]
    let swiftUI: [Target.Dependency] = ["SwiftUI"]
#else
    let stubs: [Target] = []
    let swiftUI: [Target.Dependency] = []
#endif

let package = Package(
    name: "FarolaShell",
    defaultLocalization: "es",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "FarolaShell", targets: ["AppModel", "AppUI", "AppPlatform"])
    ],
    dependencies: [.package(name: "FarolaCore", path: "../bindings/swift")],
    targets: [
        .target(name: "AppModel", dependencies: [core], resources: [.process("Resources")]),
        .target(name: "AppUI", dependencies: ["AppModel", core] + swiftUI),
        .target(name: "AppPlatform", dependencies: ["AppModel", core]),
        // Stand-ins of the platform, for both test targets.
        .target(name: "Fakes", dependencies: ["AppModel", core], path: "Tests/Fakes"),
        .testTarget(
            name: "AppModelTests",
            dependencies: ["AppModel", "AppUI", "AppPlatform", "Fakes", core]),
        .testTarget(
            name: "ScenarioTests", dependencies: ["AppModel", "AppUI", "Fakes", core] + swiftUI),
    ] + stubs,
    swiftLanguageModes: [.v6]
)
