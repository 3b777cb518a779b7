using System.Text;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>The usual phrase of a status code (RFC 9110 §15); empty for codes that have none.</summary>
internal sealed class ReasonPhrase
{
    private static readonly ReasonPhrase[] Table = Build();
    private readonly string _text;

    private ReasonPhrase(string text)
    {
        _text = text;
        Bytes = Encoding.ASCII.GetBytes(text);
    }

    internal byte[] Bytes { get; }

    public override string ToString() => _text;

    internal static ReasonPhrase Of(int status) => (uint)status < (uint)Table.Length ? Table[status] : Table[0];

    private static ReasonPhrase[] Build()
    {
        var none = new ReasonPhrase("");
        var table = new ReasonPhrase[600];
        System.Array.Fill(table, none);
        (int Status, string Text)[] known =
        [
            (200, "OK"), (201, "Created"), (202, "Accepted"), (203, "Non-Authoritative Information"), (204, "No Content"), (205, "Reset Content"),
            (206, "Partial Content"), (300, "Multiple Choices"), (301, "Moved Permanently"), (302, "Found"), (303, "See Other"), (304, "Not Modified"),
            (307, "Temporary Redirect"), (308, "Permanent Redirect"), (400, "Bad Request"), (401, "Unauthorized"), (402, "Payment Required"),
            (403, "Forbidden"), (404, "Not Found"), (405, "Method Not Allowed"), (406, "Not Acceptable"), (407, "Proxy Authentication Required"),
            (408, "Request Timeout"), (409, "Conflict"), (410, "Gone"), (411, "Length Required"), (412, "Precondition Failed"), (413, "Content Too Large"),
            (414, "URI Too Long"), (415, "Unsupported Media Type"), (416, "Range Not Satisfiable"), (417, "Expectation Failed"), (418, "I'm a teapot"),
            (421, "Misdirected Request"), (422, "Unprocessable Content"), (426, "Upgrade Required"), (428, "Precondition Required"), (429, "Too Many Requests"),
            (431, "Request Header Fields Too Large"), (451, "Unavailable For Legal Reasons"), (500, "Internal Server Error"), (501, "Not Implemented"),
            (502, "Bad Gateway"), (503, "Service Unavailable"), (504, "Gateway Timeout"), (505, "HTTP Version Not Supported"), (508, "Loop Detected"),
        ];
        foreach ((int status, string text) in known) table[status] = new ReasonPhrase(text);
        return table;
    }
}
