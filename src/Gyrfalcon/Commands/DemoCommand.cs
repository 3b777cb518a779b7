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
        var command = new Command("demo", "Start three small servers and a proxy in front of them.\n\nExample: gyr demo") { listen };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(listen)));
        return command;
    }

    private static async Task<int> RunAsync(string listen)
    {
        List<DemoOrigin> origins = Names.Select(static name => new DemoOrigin(name)).ToList();
        try
        {
            ConfigResult config = ProxyCommandConfig.Build(new ProxyCommandArguments
            {
                Listen = [listen],
                To = origins.Select(static origin => origin.Url).ToArray(),
            });
            return await ProxyHost.RunAsync(() => config, server => Introduce(server.Addresses[0].ToString(), origins));
        }
        finally
        {
            foreach (DemoOrigin origin in origins) await origin.DisposeAsync();
        }
    }

    private static void Introduce(string address, List<DemoOrigin> origins)
    {
        if (address.StartsWith("[::]", StringComparison.Ordinal)) address = "localhost" + address[4..];
        Console.Error.WriteLine($$"""

            Gyrfalcon is balancing http://{{address}} over three servers inside this process:
              {{string.Join(", ", origins.Select(static origin => $"{origin.Name} ({origin.Url})"))}}

            Try:
              curl http://{{address}}/                          (again and again: each server in turn)
              curl -d 'some text' http://{{address}}/echo       (sends your body back)
              curl -s http://{{address}}/stream                 (a line each second, as it comes)
              curl -s http://{{address}}/bytes/100000000 | wc -c
            Every request is a line of JSON on standard output. Stop with Ctrl-C.

            """);
    }
}
