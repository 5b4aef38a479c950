package org.farola.app

import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.farola.app.look.Look
import org.farola.app.look.LookContext
import org.farola.core.FarolaException
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.w3c.dom.Element

/** Holds the sentences to docs/errors.md, and the two languages to each other. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class CodesTest {
    private val root = File(System.getProperty("farola.root"))
    private val res = File(root, "android/app/src/main/res")

    @Test
    fun everyCodeThatAPhoneCanMeetHasASentence() {
        val missing = codes().filter { it !in CODE_SENTENCES }
        assertEquals(emptyList<String>(), missing)
    }

    @Test
    fun bothLanguagesSayTheSameThings() {
        val spanish = texts("values")
        val english = texts("values-en")
        assertEquals(spanish.keys, english.keys)
        assertTrue("there is something to compare", spanish.size > 150)
        spanish.forEach { (name, text) ->
            assertEquals(name, holes(text), holes(english[name] ?: text))
        }
    }

    @Test
    fun aCodeWithoutASentenceIsSaidByItsClass() {
        val look = look("es")
        val known = FarolaException.Auth("lock.wrong_pin")
        assertEquals(look.words(R.string.code_lock_wrong_pin), Codes.sentence(look, Codes.spoken(known)))
        val code = "network.of_tomorrow"
        val newer = mapOf(
            FarolaException.Invalid(code) to R.string.code_class_invalid,
            FarolaException.NotFound(code) to R.string.code_class_not_found,
            FarolaException.Storage(code) to R.string.code_class_storage,
            FarolaException.Network(code) to R.string.code_class_network,
            FarolaException.Auth(code) to R.string.code_class_auth,
            FarolaException.Conflict(code) to R.string.code_class_conflict,
            FarolaException.Cancelled(code) to R.string.code_class_cancelled,
            FarolaException.Bug(code) to R.string.code_class_bug,
        )
        newer.forEach { (error, words) ->
            assertEquals(look.words(words), Codes.sentence(look, Codes.spoken(error)))
        }
        assertEquals(
            look.words(R.string.error_unknown, "hub.of_tomorrow"), Codes.sentence(look, "hub.of_tomorrow"),
        )
    }

    private fun look(language: String) =
        Look(LookContext.over(RuntimeEnvironment.getApplication(), language, WHOLE, false))

    /** Of the sections whose codes can reach a phone: not a form author's, not the hub's own. */
    private fun codes(): List<String> {
        val found = mutableListOf<String>()
        var reaches = false
        File(root, "docs/errors.md").forEachLine { line ->
            if (line.startsWith("## ")) {
                val name = line.removePrefix("## ").substringBefore(':')
                reaches = name in REACHES
            } else if (reaches) {
                Regex("^\\| `([a-z_.]+)` \\|").find(line)?.let { found += it.groupValues[1] }
            }
        }
        assertTrue("sections were found", found.size > 120)
        return found - elsewhere()
    }

    /** Codes that the hub's table gives to others than this app, say to the web and the terminal alone. */
    private fun elsewhere(): Set<String> {
        val found = mutableSetOf<String>()
        var code: String? = null
        File(root, "words/problems.toml").forEachLine { line ->
            Regex("^\\[\"(.+)\"]$").find(line)?.let { code = it.groupValues[1] }
            if (line.startsWith("in = ") && "android" !in line) code?.let { found += it }
        }
        assertTrue("the table was read", "user.exists" in found)
        return found
    }

    private fun texts(folder: String): Map<String, String> {
        val found = sortedMapOf<String, String>()
        File(res, folder).listFiles().orEmpty().filter { it.extension == "xml" }.forEach { file ->
            val document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file)
            listOf("string", "plurals", "string-array").forEach { kind ->
                val nodes = document.getElementsByTagName(kind)
                for (index in 0 until nodes.length) {
                    val node = nodes.item(index) as Element
                    found[node.getAttribute("name")] = if (kind == "plurals") "" else node.textContent
                }
            }
        }
        return found
    }

    /** What is filled into a text, in the order of its numbers. */
    private fun holes(text: String) = Regex("%(\\d+\\$)?[ds]").findAll(text).map { it.value }.sorted().toList()

    private companion object {
        val REACHES = setOf(
            "answer", "auth", "engine", "enrol", "form", "lock", "network", "photo", "protocol", "review", "server",
            "storage", "submission", "sync", "track", "walk", "Problem codes of the hub",
        )
        const val WHOLE = 100
    }
}
