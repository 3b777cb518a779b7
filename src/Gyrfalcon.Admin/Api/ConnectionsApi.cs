using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Exchanges;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>Open connections of clients, one by one. Workers are asked for them, and each looks at no more than it must.</summary>
internal static class ConnectionsApi
{
    private const int Usual = 100;
    private const int Most = 1000;

    /// <summary>A worker that does not answer by then is about to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static IReadOnlyList<(string Name, string Description)> Query { get; } =
        [("listener", "Only connections that came in here."), ("limit", "The most that are told, 1 to 1000; 100 if it is left out.")];

    internal static async Task AllAsync(AdminContext context, HttpContext http)
    {
        string? name = http.Request.Query["listener"];
        string? written = http.Request.Query["limit"];
        int limit = Usual;
        if (written is not null && (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
        {
            await Problem.Malformed("The limit is a whole number, 1 to 1000.").WriteAsync(http);
            return;
        }

        IReadOnlyList<Listener> listeners = context.Proxy.Snapshot.Listeners;
        if (name is not null && !listeners.Any(listener => listener.Name == name))
        {
            await Problem.NotFound($"There is no listener {name}: there are {string.Join(", ", listeners.Select(static listener => listener.Name))}.").WriteAsync(http);
            return;
        }

        long total = name is null ? context.Proxy.Workers.Sum(static worker => (long)worker.Clients) : listeners.First(listener => listener.Name == name).Connections;
        try
        {
            IReadOnlyList<ConnectionReading> read = await context.Proxy.ReadConnectionsAsync(name, limit).WaitAsync(Patience, http.RequestAborted);
            await http.AnswerAsync(new ConnectionsView(total, [.. read.Take(limit).Select(View)]), AdminJson.Default.ConnectionsView);
        }
        catch (TimeoutException)
        {
            await new Problem("Unavailable", 503, "The workers do not answer; the process may be stopping.").WriteAsync(http);
        }
    }

    private static ConnectionView View(ConnectionReading each) => new(
        each.Listener, each.Client.ToString(), each.Worker, Math.Round(each.Age.TotalSeconds, 3), each.IsTls, each.ServerName, each.Exchanges, each.Activity.ToString().ToLowerInvariant(),
        each.RequestId, each.Route, each.Endpoint, each.BytesIn, each.BytesOut);
}
