package org.farola.app.form

import android.graphics.Color
import android.graphics.Typeface
import android.text.SpannableStringBuilder
import android.text.Spanned
import android.text.style.ForegroundColorSpan
import android.text.style.RelativeSizeSpan
import android.text.style.StrikethroughSpan
import android.text.style.StyleSpan
import android.text.style.SubscriptSpan
import android.text.style.SuperscriptSpan
import android.text.style.TypefaceSpan
import android.text.style.UnderlineSpan
import org.farola.core.StyledText
import org.farola.core.TextBlock
import org.farola.core.TextBlockKind
import org.farola.core.TextScript
import org.farola.core.TextSize
import org.farola.core.TextSpan

/** Texts of a form with their markup, as the platform draws it. */
object Styled {
    /** The text as it is shown. A link is underlined and no more: a form is not a door to the web. */
    fun read(text: StyledText): CharSequence {
        if (text.blocks.isEmpty()) return text.plain
        val out = SpannableStringBuilder()
        text.blocks.forEachIndexed { index, block ->
            if (index > 0) out.append('\n')
            write(block, out)
        }
        return out
    }

    private fun write(block: TextBlock, out: SpannableStringBuilder) {
        val from = out.length
        val heading = when (val kind = block.kind) {
            TextBlockKind.Paragraph -> null
            is TextBlockKind.Item -> null.also { out.append(kind.number?.let { "$it. " } ?: "• ") }
            is TextBlockKind.Heading -> SIZES[(kind.level.toInt() - 1).coerceIn(SIZES.indices)]
        }
        block.spans.forEach { span ->
            val start = out.length
            out.append(span.text)
            marks(span).forEach { mark(out, it, start) }
        }
        if (heading == null || out.length == from) return
        mark(out, StyleSpan(Typeface.BOLD), from)
        mark(out, RelativeSizeSpan(heading), from)
    }

    private fun marks(span: TextSpan): List<Any> = buildList {
        val style = span.style
        if (style.bold) add(StyleSpan(Typeface.BOLD))
        if (style.italic) add(StyleSpan(Typeface.ITALIC))
        if (style.underlined || span.link != null) add(UnderlineSpan())
        if (style.struck) add(StrikethroughSpan())
        when (style.size) {
            TextSize.NORMAL -> Unit
            TextSize.SMALL -> add(RelativeSizeSpan(SMALLER))
            TextSize.LARGE -> add(RelativeSizeSpan(LARGER))
        }
        when (style.script) {
            TextScript.LINE -> Unit
            TextScript.ABOVE -> addAll(listOf(SuperscriptSpan(), RelativeSizeSpan(SMALLER)))
            TextScript.BELOW -> addAll(listOf(SubscriptSpan(), RelativeSizeSpan(SMALLER)))
        }
        style.colour?.let { add(ForegroundColorSpan(Color.BLACK or it.toInt())) }
        style.font?.let { add(TypefaceSpan(it)) }
    }

    private fun mark(out: SpannableStringBuilder, span: Any, from: Int) =
        out.setSpan(span, from, out.length, Spanned.SPAN_EXCLUSIVE_EXCLUSIVE)

    private const val SMALLER = 0.8f
    private const val LARGER = 1.25f

    /** How much larger than the label a heading of each level is. */
    private val SIZES = floatArrayOf(1.3f, 1.2f, 1.1f, 1.05f, 1f, 1f)
}
