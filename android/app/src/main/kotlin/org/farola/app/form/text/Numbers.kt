package org.farola.app.form.text

import android.content.Context
import android.text.method.NumberKeyListener
import java.math.BigDecimal
import java.text.NumberFormat
import java.util.Locale

/** Numbers as people type them, as the form keeps them and as people read them. */
object Numbers {
    /**
     * The number in the words of an XForm: nothing typed, or only a sign, is no answer; null is no
     * number. A point divides. Of point and comma the last does; what repeats groups. A comma alone
     * groups where it stands as people in Mexico write thousands (`1,234`), else it divides (`1,5`):
     * some keyboards have no point. The same in both shells: `bindings/scenario/numbers.json`.
     */
    fun lexical(typed: String, decimal: Boolean): String? {
        val text = typed.filterNot { it.isWhitespace() || it == '\u00a0' || it == '\u202f' || it == '\'' }
        val sign = if (text.startsWith('-')) "-" else ""
        val body = text.removePrefix("-").removePrefix("+")
        if (body.any { !it.isDigit() && it != '.' && it != ',' }) return null
        if (body.none(Char::isDigit)) return ""
        val divider = divider(body)
        val whole = body.take(divider ?: body.length).filter(Char::isDigit)
        val part = divider?.let { body.drop(it + 1).filter(Char::isDigit) }.orEmpty()
        return when {
            !decimal && part.any { it != '0' } -> null
            !decimal -> (sign + whole).takeIf { it.toIntOrNull() != null }
            part.isEmpty() -> sign + whole.ifEmpty { "0" }
            else -> "$sign${whole.ifEmpty { "0" }}.$part"
        }
    }

    private fun divider(body: String): Int? {
        val last = body.indexOfLast { it == '.' || it == ',' }
        if (last < 0) return null
        val sign = body[last]
        val alone = body.count { it == sign } == 1
        return last.takeIf { alone && !(sign == ',' && THOUSANDS.matches(body)) }
    }

    /** `1,234,567.5` in the manner of the place; nothing when it is the same as what is written. */
    fun grouped(value: String, context: Context): String? {
        val text = shown(value, locale(context))
        return text.takeIf { it != value && it.isNotEmpty() }
    }

    /** A number for people. */
    fun shown(value: String, locale: Locale): String {
        val number = value.toBigDecimalOrNull() ?: return value
        val format = NumberFormat.getNumberInstance(locale)
        format.maximumFractionDigits = MOST_DIGITS
        format.minimumFractionDigits = 0
        return format.format(number)
    }

    /** A number for the form: no exponent, no idle zeros. */
    fun plain(number: BigDecimal): String {
        if (number.signum() == 0) return "0"
        return number.stripTrailingZeros().toPlainString()
    }

    /** The locale of a context. */
    fun locale(context: Context): Locale = context.resources.configuration.locales[0]

    private const val MOST_DIGITS = 15

    /** `1,234` and `123,456`; `0,125` is no such number. */
    private val THOUSANDS = Regex("[1-9][0-9]{0,2},[0-9]{3}")
}

/** The keys a number is typed with: both dividers, whatever the locale. */
class NumberKeys(writing: Writing, private val type: Int) : NumberKeyListener() {
    private val accepted =
        if (writing == Writing.DECIMAL) "0123456789-.,".toCharArray() else "0123456789-,".toCharArray()

    override fun getInputType(): Int = type

    override fun getAcceptedChars(): CharArray = accepted
}
