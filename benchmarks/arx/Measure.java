import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.deidentifier.arx.ARXAnonymizer;
import org.deidentifier.arx.ARXConfiguration;
import org.deidentifier.arx.ARXResult;
import org.deidentifier.arx.AttributeType;
import org.deidentifier.arx.AttributeType.Hierarchy;
import org.deidentifier.arx.Data;
import org.deidentifier.arx.DataHandle;
import org.deidentifier.arx.criteria.DistinctLDiversity;
import org.deidentifier.arx.criteria.EqualDistanceTCloseness;
import org.deidentifier.arx.criteria.HierarchicalDistanceTCloseness;
import org.deidentifier.arx.criteria.KAnonymity;
import org.deidentifier.arx.criteria.PrivacyCriterion;
import org.deidentifier.arx.criteria.RecursiveCLDiversity;
import org.deidentifier.arx.metric.Metric;

/**
 * What ARX finds and costs: {@code Measure HIERARCHIES TABLE ROUNDS MODEL LIMIT [MODEL LIMIT ...]}.
 *
 * <p>Prints model, limit, loss and the least CPU seconds (all threads) of the rounds, the first of which is not
 * counted: the virtual machine is warm. Reading files is not counted, the search and its encoding are.
 */
public final class Measure {
  private static final String SENSITIVE = "occupation";

  public static void main(String[] words) throws Exception {
    int rounds = Integer.parseInt(words[2]);
    for (int at = 3; at < words.length; at += 2) {
      double limit = Double.parseDouble(words[at + 1]);
      double least = Double.POSITIVE_INFINITY;
      String loss = "";
      for (int round = 0; round <= rounds; round++) {
        Data data = read(new File(words[0]), new File(words[1]), words[at].equals("k"));
        ARXConfiguration settings =
            ARXConfiguration.create(
                limit, Metric.createLossMetric(Metric.AggregateFunction.GEOMETRIC_MEAN));
        settings.addPrivacyModel(new KAnonymity(5));
        if (!words[at].equals("k")) {
          settings.addPrivacyModel(model(words[at], new File(words[0])));
        }
        System.gc();
        double before = seconds();
        ARXResult result = new ARXAnonymizer().anonymize(data, settings);
        double spent = seconds() - before;
        least = round == 0 ? least : Math.min(least, spent);
        loss = result.getGlobalOptimum().getHighestScore().toString();
      }
      System.out.printf(Locale.ROOT, "%s\t%s\t%s\t%.3f%n", words[at], words[at + 1], loss, least);
    }
  }

  private static Data read(File folder, File table, boolean allQuasi) throws Exception {
    Data data = Data.create(table, StandardCharsets.UTF_8, ';');
    DataHandle handle = data.getHandle();
    for (int column = 0; column < handle.getNumColumns(); column++) {
      String name = handle.getAttributeName(column);
      if (!allQuasi && name.equals(SENSITIVE)) {
        data.getDefinition().setAttributeType(name, AttributeType.SENSITIVE_ATTRIBUTE);
      } else {
        data.getDefinition().setAttributeType(name, hierarchy(folder, name));
      }
    }
    return data;
  }

  private static Hierarchy hierarchy(File folder, String name) throws Exception {
    File file = new File(folder, "adult_hierarchy_" + name + ".csv");
    return Hierarchy.create(file, StandardCharsets.UTF_8, ';');
  }

  private static PrivacyCriterion model(String name, File folder) throws Exception {
    switch (name) {
      case "distinct l=3":
        return new DistinctLDiversity(SENSITIVE, 3);
      case "recursive c=4 l=3":
        return new RecursiveCLDiversity(SENSITIVE, 4, 3);
      case "t=0.5 equal":
        return new EqualDistanceTCloseness(SENSITIVE, 0.5);
      case "t=0.2 hierarchical":
        return new HierarchicalDistanceTCloseness(SENSITIVE, 0.2, hierarchy(folder, SENSITIVE));
      default:
        throw new IllegalArgumentException(name);
    }
  }

  private static double seconds() {
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return machine.getProcessCpuTime() / 1e9;
  }
}
