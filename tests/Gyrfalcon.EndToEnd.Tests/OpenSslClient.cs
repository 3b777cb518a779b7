using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.EndToEnd.Tests;

/// <summary>OpenSSL's client.</summary>
internal static class OpenSslClient
{
    /// <summary>Leaves once it is connected.</summary>
    internal const string Quit = "Q\n";

    /// <summary>What openssl s_client says, to its output and then to its errors, when it has been told <paramref name="input"/>.</summary>
    internal static async Task<string> AskAsync(GyrProcess gyr, string input, params string[] arguments)
    {
        await using ProgramProcess openssl = ProgramProcess.Start("openssl", ["s_client", "-connect", gyr.Address.ToString(), .. arguments], input: input);
        await openssl.ExitAsync();
        return string.Join('\n', openssl.Output.Lines) + "\n" + string.Join('\n', openssl.Errors.Lines);
    }
}
