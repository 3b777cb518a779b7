using System;
using System.IO;
using Xunit;

namespace Gyrfalcon.Proxy.Tests.Configuration.Documents;

/// <summary>
/// Compares a file of the repository with what it should hold. With GYR_UPDATE_DOCS=1 in the environment it writes the file instead.
/// </summary>
internal static class GeneratedText
{
    private static bool Update => Environment.GetEnvironmentVariable("GYR_UPDATE_DOCS") == "1";

    public static void MustBe(string expected, string path)
    {
        string now = File.Exists(path) ? File.ReadAllText(path) : "";
        if (now == expected)
            return;
        if (Update)
            File.WriteAllText(path, expected);
        else
            Assert.Fail($"{path} is out of date. Run the tests once with GYR_UPDATE_DOCS=1 and commit what changed.");
    }
}
