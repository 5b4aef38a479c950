import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.*;
import org.javarosa.core.reference.*;
import org.javarosa.core.services.locale.Localizer;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.xform.util.*;
import org.javarosa.xpath.XPathParseTool;
import org.javarosa.xpath.expr.*;
import org.json.*;

/**
 * JavaRosa behind the line protocol of `farola form drive`, so that both engines can be asked the
 * same questions. usage: Drive [FORM.xml [MEDIA-DIR]]. What JavaRosa decides lazily (jr:count) is
 * settled by a walk over the form before every answer that is printed. Two requests more than the
 * protocol has save a walker from starting a machine for each form and each question: `open`
 * (`form`, `media`) begins anew with a form, `state` answers questions, dump and validate in one.
 */
public class Drive {
    static FormDef form;
    static FormEntryController controller;
    static FormEntryModel model;
    static PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        new org.javarosa.core.util.JavaRosaCoreModule().registerModule();
        new org.javarosa.model.xform.XFormsModule().registerModule();
        org.javarosa.core.services.PropertyManager.setPropertyManager(new NoProperties());
        if (args.length > 0) {
            JSONObject hello = open(args[0], args.length > 1 ? args[1] : null);
            out.println(hello);
            if (!hello.getBoolean("loaded")) return;
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            JSONObject answer;
            try {
                answer = answer(new JSONObject(line));
            } catch (Throwable fault) {
                answer = new JSONObject().put("ok", false).put("error", "peer")
                    .put("message", fault.getClass().getSimpleName() + ": " + fault.getMessage());
            }
            out.println(answer);
        }
    }

    static JSONObject open(String path, String folder) {
        Path file = Path.of(path).toAbsolutePath();
        Path media = folder == null ? file.getParent() : Path.of(folder).toAbsolutePath();
        ReferenceManager references = ReferenceManager.instance();
        references.reset();
        references.addReferenceFactory(new LocalFiles(media));
        try (InputStream in = Files.newInputStream(file)) {
            form = XFormUtils.getFormFromInputStream(in);
            form.initialize(true, new InstanceInitializationFactory());
        } catch (Throwable refused) {
            return new JSONObject().put("loaded", false).put("diagnostics", new JSONArray()
                .put(new JSONObject().put("code", "javarosa").put("message", String.valueOf(refused.getMessage()))));
        }
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        String[] languages = form.getLocalizer() == null ? null : form.getLocalizer().getAvailableLocales();
        return new JSONObject().put("loaded", true).put("title", form.getTitle())
            .put("languages", languages == null ? new JSONArray() : new JSONArray(languages));
    }

    /** A device without properties: without a manager JavaRosa does not load a form that asks. */
    static class NoProperties implements org.javarosa.core.services.IPropertyManager {
        public List<String> getProperty(String name) { return null; }
        public String getSingularProperty(String name) { return null; }
        public void setProperty(String name, String value) { }
        public void setProperty(String name, List<String> values) { }
        public void addRules(org.javarosa.core.services.properties.IPropertyRules rules) { }
        public List<org.javarosa.core.services.properties.IPropertyRules> getRules() { return List.of(); }
    }

    /** Serves jr://file, jr://file-csv and jr://images from one folder. */
    record LocalFiles(Path dir) implements ReferenceFactory {
        public boolean derives(String uri) { return uri.startsWith("jr://") && !uri.startsWith("jr://instance"); }
        public Reference derive(String uri) {
            return new org.javarosa.core.reference.ResourceReference(uri) {
                @Override public InputStream getStream() throws IOException {
                    return Files.newInputStream(dir.resolve(uri.substring(uri.lastIndexOf('/') + 1)));
                }
                @Override public String getLocalURI() {
                    return dir.resolve(uri.substring(uri.lastIndexOf('/') + 1)).toString();
                }
            };
        }
        public Reference derive(String uri, String context) { return derive(uri); }
    }

    static JSONObject answer(JSONObject request) throws Exception {
        switch (request.getString("op")) {
            case "open": return open(request.getString("form"), request.optString("media", null));
            case "state": {
                JSONObject state = questions().put("errors", validate().getJSONArray("errors"));
                return state.put("nodes", dump().getJSONArray("nodes"));
            }
            case "answer": return put(request.getString("ref"), request.getString("value"));
            case "add": return add(request.getString("ref"));
            case "remove": return remove(request.getString("ref"));
            case "dump": return dump();
            case "questions": return questions();
            case "eval": return eval(request);
            case "language":
                controller.setLanguage(request.getString("value"));
                return ok();
            case "validate": return validate();
            case "finalize": case "save": {
                if (request.getString("op").equals("finalize")) {
                    ValidateOutcome outcome = form.validate(true);
                    if (outcome != null) return validate();
                    form.postProcessInstance();
                }
                byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getInstance());
                return ok().put("xml", new String(xml, StandardCharsets.UTF_8));
            }
            default: return new JSONObject().put("ok", false).put("error", "usage");
        }
    }

    static JSONObject ok() { return new JSONObject().put("ok", true); }

    static Map<String, FormIndex> indexes(boolean repeats) {
        Map<String, FormIndex> found = new LinkedHashMap<>();
        FormIndex index = FormIndex.createBeginningOfFormIndex();
        while (!(index = model.incrementIndex(index)).isEndOfFormIndex()) {
            if (!model.isIndexRelevant(index)) continue;
            model.setQuestionIndex(index); // this is what creates the instances of a jr:count
            int event = model.getEvent(index);
            if (event == FormEntryController.EVENT_QUESTION) found.put(ref(index.getReference()), index);
            if (repeats && event == FormEntryController.EVENT_REPEAT) found.put(ref(index.getReference()), index);
            if (repeats && event == FormEntryController.EVENT_PROMPT_NEW_REPEAT)
                found.put("+" + ref(index.getReference()), index);
        }
        return found;
    }

    static String ref(TreeReference reference) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < reference.size(); i++) {
            int mult = reference.getMultiplicity(i);
            text.append('/');
            if (mult == TreeReference.INDEX_ATTRIBUTE) text.append('@');
            text.append(reference.getName(i));
            if (mult > 0) text.append('[').append(mult + 1).append(']');
        }
        return text.toString();
    }

    static TreeElement element(String ref) {
        String[] parts = ref.substring(1).split("/");
        TreeElement at = form.getInstance().getRoot();
        for (int i = 1; i < parts.length; i++) {
            String name = parts[i];
            int mult = 0;
            if (name.endsWith("]")) {
                mult = Integer.parseInt(name.substring(name.indexOf('[') + 1, name.length() - 1)) - 1;
                name = name.substring(0, name.indexOf('['));
            }
            at = at.getChild(name, mult);
            if (at == null) return null;
        }
        return at;
    }

    static JSONObject put(String ref, String value) {
        ref = ref.replace("[1]", "");
        TreeElement node = element(ref);
        if (node == null) return new JSONObject().put("ok", false).put("error", "no_such_node");
        FormIndex index = indexes(false).get(ref);
        if (index == null)
            return new JSONObject().put("ok", false).put("error", node.isRelevant() ? "no_such_node" : "not_relevant");
        FormEntryPrompt prompt = model.getQuestionPrompt(index);
        if (prompt.isReadOnly()) return new JSONObject().put("ok", false).put("error", "readonly");
        IAnswerData data = null;
        if (!value.isEmpty()) {
            try {
                data = XFormAnswerDataParser.getAnswerData(value, prompt.getDataType(), prompt.getQuestion());
                if (data == null || data.getDisplayText() == null) throw new IllegalArgumentException("blank");
            } catch (RuntimeException wrong) {
                return new JSONObject().put("ok", false).put("error", "type").put("message", String.valueOf(wrong.getMessage()));
            }
        }
        int outcome = controller.answerQuestion(index, data, true);
        if (outcome == FormEntryController.ANSWER_CONSTRAINT_VIOLATED) {
            JSONObject said = ok().put("valid", false).put("error", "constraint");
            String message = prompt.getConstraintText(data);
            // Our protocol keeps a value that breaks its constraint; JavaRosa leaves that to its host.
            controller.saveAnswer(index, data, true);
            return message == null ? said : said.put("message", message);
        }
        // The same for a required answer that is taken back.
        if (outcome == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY) controller.saveAnswer(index, data, true);
        return ok().put("valid", true);
    }

    static JSONObject add(String ref) {
        FormIndex index = indexes(true).entrySet().stream()
            .filter(e -> e.getKey().startsWith("+") && e.getKey().substring(1).replaceAll("\\[\\d+\\]$", "").equals(ref.replaceAll("\\[\\d+\\]$", "")))
            .map(Map.Entry::getValue).findFirst().orElse(null);
        if (index == null) return new JSONObject().put("ok", false).put("error", "no_such_node");
        controller.newRepeat(index);
        return ok().put("ref", ref(index.getReference()));
    }

    static JSONObject remove(String ref) {
        FormIndex index = indexes(true).get(ref.replace("[1]", ""));
        if (index == null) return new JSONObject().put("ok", false).put("error", "no_such_node");
        controller.deleteRepeat(index);
        return ok();
    }

    static JSONObject dump() {
        indexes(true);
        JSONArray nodes = new JSONArray();
        dump(form.getInstance().getRoot(), "/" + form.getInstance().getRoot().getName(), nodes);
        return new JSONObject().put("nodes", nodes);
    }

    static void dump(TreeElement at, String ref, JSONArray nodes) {
        JSONObject node = new JSONObject().put("ref", ref).put("relevant", at.isRelevant())
            .put("required", at.isRequired()).put("readonly", !at.isEnabled());
        if (!at.hasChildren()) node.put("value", at.getValue() == null ? "" : at.getValue().uncast().getString());
        nodes.put(node);
        for (int i = 0; i < at.getNumChildren(); i++) {
            TreeElement child = at.getChildAt(i);
            if (child.getMult() == TreeReference.INDEX_TEMPLATE) continue;
            dump(child, ref + "/" + child.getName() + (child.getMult() > 0 ? "[" + (child.getMult() + 1) + "]" : ""), nodes);
        }
    }

    static JSONObject questions() {
        JSONArray questions = new JSONArray();
        indexes(false).forEach((ref, index) -> {
            FormEntryPrompt prompt = model.getQuestionPrompt(index);
            JSONObject said = new JSONObject().put("ref", ref).put("required", prompt.isRequired())
                .put("readonly", prompt.isReadOnly()).put("label", text(prompt.getLongText()))
                .put("hint", text(prompt.getHelpText())).put("appearance", text(prompt.getAppearanceHint()));
            List<SelectChoice> choices = prompt.getSelectChoices();
            if (choices != null) {
                JSONArray list = new JSONArray();
                for (SelectChoice choice : choices)
                    list.put(new JSONObject().put("value", choice.getValue()).put("label", text(prompt.getSelectChoiceText(choice))));
                said.put("choices", list);
            }
            questions.put(said);
        });
        return new JSONObject().put("questions", questions);
    }

    static String text(String text) { return text == null ? "" : text; }

    static JSONObject eval(JSONObject request) throws Exception {
        XPathExpression parsed = XPathParseTool.parseXPath(request.getString("expr"));
        TreeElement at = element(request.optString("context", "/" + form.getInstance().getRoot().getName()));
        EvaluationContext context = new EvaluationContext(form.getEvaluationContext(), at.getRef());
        Object value = parsed.eval(form.getMainInstance(), context);
        String type = value instanceof org.javarosa.xpath.XPathNodeset ? "nodeset" : value instanceof Boolean ? "boolean"
            : value instanceof Double ? "number" : value instanceof Date ? "date" : "string";
        return new JSONObject().put("type", type).put("value", XPathFuncExpr.toString(value));
    }

    static JSONObject validate() {
        JSONArray errors = new JSONArray();
        for (Map.Entry<String, FormIndex> each : indexes(false).entrySet()) {
            FormEntryPrompt prompt = model.getQuestionPrompt(each.getValue());
            IAnswerData data = prompt.getAnswerValue();
            TreeElement node = element(each.getKey());
            if (data == null || node.getValue() == null) {
                if (prompt.isRequired()) errors.put(new JSONObject().put("ref", each.getKey()).put("error", "required"));
            } else if (!form.evaluateConstraint(each.getValue().getReference(), node.getValue())) {
                errors.put(new JSONObject().put("ref", each.getKey()).put("error", "constraint")
                    .put("message", text(prompt.getConstraintText(node.getValue()))));
            }
        }
        return new JSONObject().put("ok", errors.isEmpty()).put("errors", errors);
    }
}
