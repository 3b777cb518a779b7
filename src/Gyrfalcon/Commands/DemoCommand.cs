using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Proxy.Configuration;

namespace Gyrfalcon.Commands;

/// <summary><c>gyr demo</c>: three little servers and a proxy in front of them, in one process.</summary>
internal static class DemoCommand
{
    private static readonly string[] Names = ["peregrine", "merlin", "kestrel"];

    internal static Command Create()
    {
        var listen = new Option<string>("--listen", "-l") { Description = "Address to listen on.", DefaultValueFactory = static _ => "127.0.0.1:8000" };
        var tls = new Option<bool>("--tls") { Description = "Speak HTTPS, with a certificate that is made at the start and that nobody trusts." };
        Option<string?> admin = ProxyCommand.AdminOption();
        var command = new Command("demo", "Start three small servers and a proxy in front of them.\n\nExample: gyr demo") { listen, tls, admin };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(listen), parsed.GetValue(tls), parsed.GetValue(admin)));
        return command;
    }

    private static async Task<int> RunAsync(string listen, bool tls, string? admin)
    {
        List<DemoOrigin> origins = Names.Select(static name => new DemoOrigin(name)).ToList();
        try
        {
            ConfigResult config = ProxyCommandConfig.Build(new ProxyCommandArguments
            {
                Listen = [listen],
                To = origins.Select(static origin => origin.Url).ToArray(),
                Admin = admin,
            });
            if (tls && config.Config is { } plain) config = config with { Config = plain with { Listeners = [.. plain.Listeners.Select(static listener => listener with { Tls = ListenerTlsConfig.Auto })] } };
            return await ProxyHost.RunAsync(() => config, (server, page) => Introduce(server.Addresses[0].ToString(), tls, origins, page));
        }
        finally
        {
            foreach (DemoOrigin origin in origins) await origin.DisposeAsync();
        }
    }

    private static void Introduce(string address, bool tls, List<DemoOrigin> origins, string? page)
    {
        string url = $"{(tls ? "https" : "http")}://{(address.StartsWith("[::]", StringComparison.Ordinal) ? "localhost" + address[4..] : address)}";
        string curl = tls ? "curl -k" : "curl";
        Console.Error.WriteLine($$"""

            Gyrfalcon is balancing {{url}} over three servers inside this process:
              {{string.Join(", ", origins.Select(static origin => $"{origin.Name} ({origin.Url})"))}}

            Try:
              {{curl}} {{url}}/                          (again and again: each server in turn)
              {{curl}} -d 'some text' {{url}}/echo       (sends your body back)
              {{curl}} -s {{url}}/stream                 (a line each second, as it comes)
              {{curl}} -s {{url}}/bytes/100000000 | wc -c
            Every request is a line of JSON on standard output. Stop with Ctrl-C.
            {{(page is null ? "" : $"See it live: {page}")}}

            """);
    }
}
