plugins {
    alias(libs.plugins.android.application)
}

// Where scripts/release-android.sh leaves libfarola_ffi.so, a folder per ABI.
val coreLibraries = rootDir.resolve("../target/android/jniLibs")

// Where cargo leaves libfarola_ffi.so of this machine, for the tests.
val hostLibraries = rootDir.resolve("../target/debug")

android {
    namespace = "org.farola.app"
    compileSdk = 35

    defaultConfig {
        applicationId = "org.farola.app"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        testInstrumentationRunner = "androidx.test.runner.AndroidJUnitRunner"
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }

    sourceSets["main"].kotlin.srcDir("../../bindings/kotlin/src/generated/kotlin")
    sourceSets["main"].jniLibs.srcDir(coreLibraries)

    // The shared scenario on a device: the steps of the Kotlin package, its files as assets.
    sourceSets["androidTest"].kotlin.srcDir("../../bindings/kotlin/src/test/kotlin")
    sourceSets["androidTest"].assets.srcDir("../../bindings/scenario")

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(
                getDefaultProguardFile("proguard-android-optimize.txt"),
                "../../bindings/kotlin/consumer-rules.pro",
            )
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    // The generated code asks at run time whether the newer Cleaner is there.
    lint { disable += "NewApi" }

    packaging { jniLibs { useLegacyPackaging = false } }

    // The bundle must not split the languages: they are switched inside the app.
    bundle { language { enableSplit = false } }

    testOptions {
        unitTests {
            isIncludeAndroidResources = true
            all { test ->
                test.systemProperty("jna.library.path", hostLibraries.path)
                test.systemProperty("farola.target", hostLibraries.path)
                test.systemProperty("farola.root", rootDir.resolve("..").canonicalPath)
                test.systemProperty("screens", rootDir.resolve("app/build/screens").path)
                test.systemProperty("robolectric.graphicsMode", "NATIVE")
            }
        }
    }
}

dependencies {
    implementation(variantOf(libs.jna) { artifactType("aar") })
    implementation(libs.zxing)
    testImplementation(libs.junit)
    testImplementation(libs.robolectric)
    // On the test machine JNA comes with its library for the host, not for phones.
    testImplementation(libs.jna)
    // On a device alone; the shell itself has no androidx.
    androidTestImplementation(libs.androidx.test.runner)
    androidTestImplementation(libs.junit)
}
