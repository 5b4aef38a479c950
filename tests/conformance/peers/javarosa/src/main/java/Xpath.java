import java.io.*;
import java.nio.charset.StandardCharsets;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.instance.*;
import org.javarosa.xml.TreeElementParser;
import org.javarosa.xpath.*;
import org.javarosa.xpath.expr.*;
import org.json.*;

/** JavaRosa's XPath behind the line protocol of `farola xpath`: one expression a line, document optional. */
public class Xpath {
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            JSONObject said;
            try {
                said = answer(new JSONObject(line));
            } catch (Throwable fault) {
                said = new JSONObject().put("error", fault.getClass().getSimpleName()).put("message", String.valueOf(fault.getMessage()));
            }
            out.println(said);
        }
    }

    static JSONObject answer(JSONObject request) throws Exception {
        FormInstance instance = null;
        EvaluationContext context = new EvaluationContext(null);
        if (!request.isNull("doc") && request.has("doc")) {
            org.kxml2.io.KXmlParser parser = new org.kxml2.io.KXmlParser();
            parser.setFeature(org.xmlpull.v1.XmlPullParser.FEATURE_PROCESS_NAMESPACES, true);
            parser.setInput(new StringReader(request.getString("doc")));
            parser.nextTag();
            TreeElement root = new TreeElementParser(parser, 0, "x").parse();
            instance = new FormInstance(root);
            context = new EvaluationContext(new EvaluationContext(instance), root.getRef());
        }
        Object value = XPathParseTool.parseXPath(request.getString("expr")).eval(instance, context);
        JSONObject said = new JSONObject();
        if (value instanceof XPathNodeset set) {
            JSONArray nodes = new JSONArray();
            for (int i = 0; i < set.size(); i++) {
                Object each = set.getValAt(i);
                nodes.put(new JSONObject().put("value", XPathFuncExpr.toString(each)));
            }
            said.put("type", "nodeset").put("nodes", nodes);
            if (set.size() == 0) return said.put("string", "");
            if (set.size() == 1) value = set.unpack();
            else return said;
        } else {
            said.put("type", value instanceof Boolean ? "boolean" : value instanceof Double ? "number"
                : value instanceof java.util.Date ? "date" : "string");
        }
        return said.put("string", XPathFuncExpr.toString(value)).put("number", String.valueOf(XPathFuncExpr.toNumeric(value)))
            .put("boolean", XPathFuncExpr.toBoolean(value));
    }
}
