import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Solr on a plain Jetty, on loopback: java -Dsolr.solr.home=HOME -cp 'lib/*' SolrServer.java PORT */
public class SolrServer {
  /** A filter runs only in front of a servlet; what Solr does not answer itself does not exist. */
  public static class Nothing extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("jetty.port", arguments[0]);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[0]));
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler(server, "/solr", ServletContextHandler.SESSIONS);
    context.setResourceBase(".");
    context.addEventListener(new CoreContainerProvider());
    context.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new Nothing()), "/");
    server.setStopAtShutdown(true);
    server.start();
    server.join();
  }
}
