using System.Globalization;
using System.Linq;

namespace Gyrfalcon.Proxy.Configuration.Yaml;

/// <summary>Writes places in the configuration's tree, such as <c>clusters.api.endpoints[1].url</c>.</summary>
internal static class ConfigPath
{
    public static string Key(string parent, string key)
    {
        bool plain = key.Length is > 0 and <= 80 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/');
        string shown = plain ? key : $"\"{Shown.Text(key)}\"";
        return parent.Length == 0 ? shown : $"{parent}.{shown}";
    }

    public static string Index(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");
}
