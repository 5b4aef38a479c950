// For people with the Android SDK. The build that is verified on every change is Maven's
// (android/app/pom.xml, scripts/android.sh): no Gradle distribution is needed for it, and this
// one was never run where it was written. README.md says so too.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}
dependencyResolutionManagement {
    repositoriesMode.set(RepositoriesMode.FAIL_ON_PROJECT_REPOS)
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "farola"
include(":app")
