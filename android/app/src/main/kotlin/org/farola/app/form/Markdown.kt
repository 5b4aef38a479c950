package org.farola.app.form

import android.graphics.Typeface
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.RelativeSizeSpan
import android.text.style.StyleSpan

/**
 * The little markdown that labels of forms have: `**bold**`, `__bold__`, `*italic*`, `_italic_`,
 * `# heading`, `[words](address)` and line breaks. Links become their words: a form is not a door
 * to the web. The `<span style>` and `<small>` of some forms lose their marks and keep their words.
 */
object Markdown {
    /** The text as it is shown. */
    fun read(text: String): CharSequence {
        if (text.none { it in MARKS }) return text
        val out = SpannableStringBuilder()
        text.replace("\r\n", "\n").split('\n').forEachIndexed { index, line ->
            if (index > 0) out.append('\n')
            readLine(line, out)
        }
        return out
    }

    private fun readLine(line: String, out: SpannableStringBuilder) {
        val level = line.takeWhile { it == '#' }.length
        val heading = level in 1..SIZES.size && line.getOrNull(level) == ' '
        val from = out.length
        readSpans(if (heading) line.drop(level).trim() else line, out)
        if (heading && out.length > from) {
            mark(out, StyleSpan(Typeface.BOLD), from)
            mark(out, RelativeSizeSpan(SIZES[level - 1]), from)
        }
    }

    private fun readSpans(text: String, out: SpannableStringBuilder) {
        var at = 0
        while (at < text.length) {
            at = readMark(text, at, out) ?: (at + 1).also { out.append(text[at]) }
        }
    }

    /** Reads what begins at [at], and says where it ends; nothing when it is plain text. */
    private fun readMark(text: String, at: Int, out: SpannableStringBuilder): Int? = when (text[at]) {
        '\\' -> text.getOrNull(at + 1)?.takeIf { it in MARKS }?.let { out.append(it); at + 2 }
        '*', '_' -> readStyle(text, at, out)
        '[' -> readLink(text, at, out)
        '<' -> TAG.matchAt(text, at)?.let { at + it.value.length }
        '&' -> ENTITIES.entries.firstOrNull { text.startsWith(it.key, at) }
            ?.let { out.append(it.value); at + it.key.length }
        else -> null
    }

    private fun readStyle(text: String, at: Int, out: SpannableStringBuilder): Int? {
        val sign = text[at]
        val double = text.getOrNull(at + 1) == sign
        val mark = if (double) "$sign$sign" else "$sign"
        val from = at + mark.length
        // `a_b_c` is a name and not a slanted b; a star followed by a space is a star.
        if (sign == '_' && text.getOrNull(at - 1)?.isLetterOrDigit() == true) return null
        if (text.getOrNull(from)?.isWhitespace() != false) return null
        val to = text.indexOf(mark, from)
        if (to <= from || text[to - 1].isWhitespace()) return null
        if (sign == '_' && text.getOrNull(to + mark.length)?.isLetterOrDigit() == true) return null
        val start = out.length
        readSpans(text.substring(from, to), out)
        mark(out, StyleSpan(if (double) Typeface.BOLD else Typeface.ITALIC), start)
        return to + mark.length
    }

    private fun readLink(text: String, at: Int, out: SpannableStringBuilder): Int? {
        val link = LINK.matchAt(text, at) ?: return null
        readSpans(link.groupValues[1], out)
        return at + link.value.length
    }

    private fun mark(out: SpannableStringBuilder, span: Any, from: Int) =
        out.setSpan(span, from, out.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)

    private const val MARKS = "*_#[]<>&\\\n"
    private val LINK = Regex("""\[([^\]]*)]\([^)\s]*\)""")
    private val TAG = Regex("""</?[a-zA-Z][^>]*>""")
    private val ENTITIES = mapOf("&lt;" to "<", "&gt;" to ">", "&amp;" to "&", "&nbsp;" to "\u00a0")

    /** How much larger than the label a heading of each level is. */
    private val SIZES = floatArrayOf(1.3f, 1.2f, 1.1f, 1.05f, 1f, 1f)
}
