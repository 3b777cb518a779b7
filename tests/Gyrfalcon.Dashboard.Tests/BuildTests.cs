using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.Dashboard.Tests;

/// <summary>How the page comes into the binary.</summary>
public sealed class BuildTests
{
    private static readonly string Built = Path.Combine(Checkout.Root, "dashboard", "dist");

    /// <summary>The step of the build that compiles the page, where there is nothing in PATH but a shell: it says so, fails not, and leaves what is committed alone.</summary>
    [Fact]
    public async Task Without_Node_the_build_uses_what_is_committed()
    {
        using var directory = new TemporaryDirectory();
        File.CreateSymbolicLink(Path.Combine(directory.Path, "sh"), "/bin/sh");
        string before = HashOfBuilt();
        string[] words = ["msbuild", "src/Gyrfalcon.Admin/Gyrfalcon.Admin.csproj", "-nologo", "-nodeReuse:false", "-verbosity:normal", "-target:BuildDashboard", "-property:IntermediateOutputPath=obj/without-node/"];
        await using ProgramProcess build = ProgramProcess.Start(DotNet(), words, Checkout.Root, new Dictionary<string, string> { ["PATH"] = directory.Path, ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" });
        int exit = await build.ExitAsync(TimeSpan.FromMinutes(2));
        Assert.True(exit == 0, build.Output.Text);
        Assert.Contains("dashboard: no Node here, so the committed build is used", build.Output.Text, StringComparison.Ordinal);
        Assert.Equal(before, HashOfBuilt());
    }

    [Fact]
    public async Task The_binary_serves_what_is_committed_byte_for_byte()
    {
        await using TestOrigin a = TestOrigin.Start("a");
        await using GyrProcess gyr = await GyrProcess.RunAsync(Gyr.PlanFor(a));
        using var http = new HttpClient();
        foreach (string file in new[] { "index.html", "assets/app.js", "assets/index.css" })
        {
            byte[] served = await http.GetByteArrayAsync(await Gyr.AdminUrlAsync(gyr) + (file == "index.html" ? "" : file), TestContext.Current.CancellationToken);
            byte[] committed = await File.ReadAllBytesAsync(Path.Combine(Built, file), TestContext.Current.CancellationToken);
            Assert.True(served.SequenceEqual(committed), $"{file} is another in the binary");
        }
    }

    private static string HashOfBuilt()
        => string.Join('\n', Directory.EnumerateFiles(Built, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static file => $"{file} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"));

    /// <summary>The program that PATH names, wherever it leads.</summary>
    private static string DotNet()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(static folder => Path.Combine(folder, "dotnet")).First(File.Exists);
}
