using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration.Checks;

internal static class ListenerChecks
{
    public static void Run(ProxyConfig config, Reading reading)
    {
        for (int i = 0; i < config.Listeners.Count; i++)
        {
            ListenerConfig listener = config.Listeners[i];
            ReportOverlap(config, i, reading);
            if (config.Routes.Count > 0 && config.Routes.All(route => route.Listeners.Count > 0 && !route.Listeners.Contains(listener.Name)) && !reading.IsBroken(ProxySection.Routes.Key))
                reading.Report(DiagnosticCodes.ListenerWithoutRoute, listener.Source.Path, $"no route serves the listener `{listener.Name}`, so each request to it is answered 404", "add it to a route's `listeners`, or remove it");
        }
    }

    private static void ReportOverlap(ProxyConfig config, int index, Reading reading)
    {
        ListenerConfig listener = config.Listeners[index];
        if (listener.Address is null)
            return;
        for (int i = 0; i < index; i++)
        {
            ListenerConfig earlier = config.Listeners[i];
            if (earlier.Address is null || !listener.Address.Overlaps(earlier.Address))
                continue;
            reading.Report(DiagnosticCodes.ListenersOverlap, reading.PathOf(listener.Source, ListenerSection.Address),
                $"the address `{listener.Address}` overlaps with `{earlier.Address}` of the listener `{earlier.Name}`", "choose another port, or keep one of the two");
            return;
        }
    }
}
