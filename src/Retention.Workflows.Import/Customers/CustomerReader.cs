using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Columns;
using Retention.Workflows.Import.Csv;

namespace Retention.Workflows.Import.Customers;

/// <summary>Reads a file of customers, row by row.</summary>
internal sealed class CustomerReader
{
    private const int MaxNameLength = 200;
    private const int MaxTagLength = 100;

    private readonly CustomerMapping _mapping;
    private readonly BoundColumns _columns;
    private readonly Row _row;
    private readonly CustomerTally _tally;
    private readonly AddressRules _addresses;
    private readonly TimeParser _times;
    private readonly AttributeReader _attributes;
    private readonly IReadOnlyList<ConsentWords> _words;
    private readonly bool _hasSeveralTokens;

    internal CustomerReader(CsvPass pass, CustomerMapping mapping, CustomerTally tally)
    {
        (_mapping, _columns, _row, _tally) = (mapping, pass.Columns, pass.Row, tally);
        _addresses = new AddressRules(mapping.Region);
        _times = new TimeParser(mapping.Times);
        _attributes = new AttributeReader(mapping, _columns, _row, _times);
        var push = mapping.Addresses.Where(address => address.Channel == Channel.Push).ToList();
        _hasSeveralTokens = push.Count > 1 || push.Any(address => address.Separator is not null);
        _words = [.. mapping.Consents.Select(consent => new ConsentWords(consent))];
    }

    /// <summary>Reads the customers that have no errors. Errors are reported while the rows are read.</summary>
    internal IEnumerable<CustomerItem> Read()
    {
        while (_row.Read(out var isWhole))
        {
            _tally.Rows++;
            var item = isWhole ? ReadRow() : null;
            if (_row.IsInvalid)
                _tally.Invalid++;
            else if (item is null)
                _tally.Anonymous++;
            else
                yield return item;
        }
    }

    /// <summary>The customer of the row; null if it names nobody, or if a problem was reported.</summary>
    private CustomerItem? ReadRow()
    {
        var tokens = new List<string>();
        var addresses = ReadAddresses(tokens);
        var id = _row.Id(_columns["columns.customer"], CustomerId.MaxLength);
        var key = id is not null ? new CustomerId(id)
            : addresses.TryGetValue(Channel.Email, out var email) ? GuestKey.Of(email) : default;
        if (key == default)
        {
            if (!_mapping.LeaveOutAnonymous && !_row.IsInvalid)
                _row.Report(KeyColumn(), Cause.Empty, "is empty");
            return null;
        }

        var (first, last) = ReadName();
        var customer = new Customer
        {
            Id = key,
            FirstName = first,
            LastName = last,
            Addresses = addresses,
            PushTokens = tokens,
            Locale = _row.Text(_columns["columns.language"], MaxTagLength)?.Replace('_', '-'),
            TimeZone = ReadZone(),
            PostalCode = _row.Text(_columns["columns.postalCode"], MaxTagLength),
            Birthday = ReadBirthday(),
            Attributes = _attributes.Read(),
            Consents = ReadConsents(),
        };
        foreach (var problem in _row.IsInvalid ? [] : CustomerLimits.Problems(customer))
            _row.Report(null, Cause.OutsideLimits, problem.ToString());
        return new CustomerItem(_row.Line, customer, IsGuest: id is null);
    }

    private BoundColumn KeyColumn() => _columns["columns.customer"] is { IsThere: true } column ? column
        : _columns[$"addresses[{_mapping.Addresses.Select((address, index) => (address, index)).First(entry => entry.address.Channel == Channel.Email).index}].column"];

    /// <param name="tokens">Gets the push tokens of a mapping that allows several, each once.</param>
    private Dictionary<Channel, string> ReadAddresses(List<string> tokens)
    {
        var country = _row.Text(_columns["columns.country"], MaxNameLength);
        var addresses = new Dictionary<Channel, string>(_mapping.Addresses.Count);
        for (var index = 0; index < _mapping.Addresses.Count; index++)
        {
            var mapped = _mapping.Addresses[index];
            var column = _columns[$"addresses[{index}].column"];
            if (_row.Text(column, CsvLimits.MaxCellLength) is not { } text)
                continue;
            if (_hasSeveralTokens && mapped.Channel == Channel.Push)
            {
                var read = mapped.Separator is { } separator
                    ? text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text];
                tokens.AddRange(read.Where(token => !tokens.Contains(token, StringComparer.OrdinalIgnoreCase))
                    .Distinct(StringComparer.OrdinalIgnoreCase).ToList());
                continue;
            }

            var normalized = _addresses.Normalize(mapped.Channel, text, country);
            if (normalized.Address is { } address)
                addresses[mapped.Channel] = address;
            else if (mapped.LeaveOutInvalid)
                _tally.LeftOutAddresses[mapped.Channel] = _tally.LeftOutAddresses.GetValueOrDefault(mapped.Channel) + 1;
            else
                _row.Report(column, Cause.NotAnAddress, normalized.Problem!);
        }

        return addresses;
    }

    private (string? First, string? Last) ReadName()
    {
        var first = _row.Text(_columns["columns.firstName"], MaxNameLength);
        var last = _row.Text(_columns["columns.lastName"], MaxNameLength);
        if (first is not null || last is not null || _row.Text(_columns["columns.fullName"], MaxNameLength) is not { } full)
            return (first, last);
        var space = full.LastIndexOf(' ');
        return space < 0 ? (full, null) : (full[..space].TrimEnd(), full[(space + 1)..]);
    }

    private string? ReadZone()
    {
        var column = _columns["columns.timeZone"];
        var zone = _row.Text(column, MaxTagLength);
        if (zone is not null && !TimeZones.TryGet(zone, out _))
            _row.Report(column, Cause.NotAZone, "is not a time zone such as Europe/Prague");
        return zone;
    }

    private DateOnly? ReadBirthday()
    {
        var column = _columns["columns.birthday"];
        if (_times.ReadDate(_row.Cell(column), out var date) is not { } problem)
            return date;
        if (problem.Cause != Cause.Empty)
            _row.Report(column, problem);
        return null;
    }

    private List<Consent> ReadConsents()
    {
        var consents = new List<Consent>(_mapping.Consents.Count);
        for (var index = 0; index < _mapping.Consents.Count; index++)
        {
            var mapped = _mapping.Consents[index];
            var column = _columns[$"consents[{index}].column"];
            if (_row.Text(column, CsvLimits.MaxCellLength) is not { } word)
                continue;
            if (!_words[index].Read(word, out var granted))
                _row.Report(column, Cause.NotAFlag, string.Create(CultureInfo.InvariantCulture,
                    $"is a text of {word.Length} characters that means neither yes nor no: name its words in the mapping"));
            else if (granted is { } decision)
                consents.Add(new Consent { Channel = mapped.Channel, Topic = mapped.Topic, Granted = decision });
        }

        return consents;
    }
}
