import AppModel
import FarolaCore

// The languages of the app by their names in tests.
extension AppLanguage {
    public static let allCases = appLanguages()
    public static let es = appLanguage(tag: "es")
    public static let en = appLanguage(tag: "en")
}
