package org.farola.app.form.text

import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.text.method.PasswordTransformationMethod
import android.text.method.TextKeyListener
import android.view.Gravity
import android.view.View
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord
import org.farola.core.TypedNote
import org.farola.core.TypedRecord
import org.farola.core.pageAddress

/** With which keys a text is written, and whether it is seen. */
enum class Writing { PLAIN, ADDRESS, MASKED, HIDDEN, DIGITS, WHOLE, DECIMAL }

/**
 * A field to write in: text, digits kept as text, whole and decimal numbers. Each keystroke is one
 * answer; what the core makes of it (5.10 becomes 5.1) does not disturb who is writing.
 */
class TextControl(place: ControlPlace, private val writing: Writing, private val lines: Int = 1) : Control(place) {
    private val entry: EditText = pieces.field { place.label }
    private val reveal = pieces.button(words(R.string.form_show_text)) { toggle() }
    private val page = pieces.button(words(R.string.control_open_link)) { open() }
    private val kept = pieces.line()
    private val fault = FieldFault(place, entry)

    /** The answer that the field was last seen to have; another one came from outside. */
    private var known: QuestionAnswer? = null
    private var setting = false
    private var underWay = 0

    override val view: View = pieces.column(entry, kept, reveal, page, gap = 8)
    override val focus: View get() = entry

    init {
        prepare()
        reveal.shown(writing == Writing.MASKED)
        kept.shown(false)
        page.shown(false)
        entry.whenWritten { if (!setting) written(it) }
    }

    private fun prepare() {
        val keyboard = entry.imeOptions
        entry.isSingleLine = lines == 1
        if (lines > 1) {
            entry.minLines = lines
            entry.gravity = Gravity.TOP or Gravity.START
        }
        entry.inputType = inputType()
        if (writing == Writing.MASKED || writing == Writing.HIDDEN) {
            entry.transformationMethod = PasswordTransformationMethod.getInstance()
        }
        // A password field would be set in the letters of a typewriter.
        entry.typeface = android.graphics.Typeface.DEFAULT
        val action = if (lines > 1) EditorInfo.IME_ACTION_NONE else EditorInfo.IME_ACTION_DONE
        entry.imeOptions = keyboard or action or EditorInfo.IME_FLAG_NO_EXTRACT_UI
        entry.hint = words(
            when (writing) {
                Writing.DIGITS, Writing.WHOLE, Writing.DECIMAL -> R.string.form_write_number
                Writing.ADDRESS -> R.string.form_write_address
                Writing.PLAIN, Writing.MASKED, Writing.HIDDEN -> R.string.form_write
            },
        )
        if (counts) {
            // The keys of a number without their filter, which would drop what it does not know
            // ("1.5" of a whole number became 15): the core reads the text and says what is wrong.
            entry.keyListener = TextKeyListener.getInstance(false, TextKeyListener.Capitalize.NONE)
            entry.setRawInputType(inputType())
        }
    }

    private val counts
        get() = when (writing) {
            Writing.DIGITS, Writing.WHOLE, Writing.DECIMAL -> true
            Writing.PLAIN, Writing.ADDRESS, Writing.MASKED, Writing.HIDDEN -> false
        }

    private fun inputType(): Int = when (writing) {
        Writing.PLAIN -> TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES or
            if (lines > 1) InputType.TYPE_TEXT_FLAG_MULTI_LINE else 0
        Writing.MASKED, Writing.HIDDEN -> TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD
        Writing.ADDRESS -> TEXT or InputType.TYPE_TEXT_VARIATION_URI
        Writing.DIGITS -> InputType.TYPE_CLASS_PHONE
        Writing.WHOLE -> InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_SIGNED
        Writing.DECIMAL ->
            InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_SIGNED or InputType.TYPE_NUMBER_FLAG_DECIMAL
    }

    private fun toggle() {
        val hidden = entry.transformationMethod != null
        val at = entry.selectionEnd
        entry.transformationMethod = if (hidden) null else PasswordTransformationMethod.getInstance()
        entry.setSelection(at.coerceAtLeast(0))
        reveal.text = words(if (hidden) R.string.form_hide_text else R.string.form_show_text)
    }

    /** What was typed here stays as it was typed; what comes from outside takes its place. */
    override fun draw(question: QuestionRecord) {
        val answer = question.face.answer
        val outside = underWay == 0 && answer != known
        known = answer
        if (!outside) return
        put((answer as? QuestionAnswer.Text)?.text.orEmpty())
        entry.setSelection(entry.text.length)
        say(null)
    }

    private fun written(text: String) {
        offer(text)
        underWay += 1
        place.type(text) { typed ->
            underWay -= 1
            typed?.own()?.let { known = it.face.answer }
            // Whoever wrote on hears of the newer text, and not of this one.
            if (typed != null && text == entry.text.toString()) {
                typed.field?.let(::regroup)
                say(typed)
            }
        }
    }

    private fun TypedRecord.own() = answer.patch.changed.firstOrNull { it.reference == place.reference }

    private fun put(text: String) {
        setting = true
        entry.setText(text)
        setting = false
        offer(text)
    }

    /** A page can be opened once the address is one that a browser opens. */
    private fun offer(text: String) = page.shown(writing == Writing.ADDRESS && pageAddress(text) != null)

    private fun open() {
        val address = pageAddress(entry.text.toString()) ?: return
        if (!place.host.openPage(address)) place.complain(words(R.string.control_open_link_none))
    }

    /** Puts the text with its thousands in groups; the cursor stays before the same digit. */
    private fun regroup(text: String) {
        val right = entry.text.drop(entry.selectionEnd.coerceAtLeast(0)).count(Char::isDigit)
        put(text)
        val at = (text.length downTo 0).firstOrNull { text.drop(it).count(Char::isDigit) >= right }
        entry.setSelection(at ?: text.length)
    }

    private fun say(typed: TypedRecord?) {
        val number = (typed?.note as? TypedNote.Kept)?.number
        kept.text = number?.let { words(R.string.control_number_kept, it) }
        kept.shown(number != null)
        fault.take(typed)
    }

    private companion object {
        /** Suggestions would show what others wrote, and learn what is written here. */
        const val TEXT = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
    }
}

/** Says each text that stands in the field from now on. */
fun EditText.whenWritten(written: (String) -> Unit) = addTextChangedListener(object : TextWatcher {
    override fun beforeTextChanged(s: CharSequence?, start: Int, count: Int, after: Int) = Unit
    override fun onTextChanged(s: CharSequence?, start: Int, before: Int, count: Int) = Unit
    override fun afterTextChanged(text: Editable) = written(text.toString())
})
