namespace Retention.Workflows.Replay.Report.Html;

/// <summary>The style sheet of the page: light and dark, screen and paper.</summary>
internal static class ReportStyle
{
    internal const string Css = """
        :root {
          --page: #f4f6f9; --card: #ffffff; --ink: #17202e; --muted: #596577; --rule: #dce1e8; --track: #eef1f5; --line: #9fb0c6;
          --message: #2b66d9; --voucher: #7746d6; --choice: #9a5f06; --good: #0f7f54; --record: #0c7f8a; --exit: #c03a56; --quiet: #5f6f86;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --page: #0e131a; --card: #171e28; --ink: #e8edf4; --muted: #9ba8ba; --rule: #2c3643; --track: #222b37; --line: #51627a;
            --message: #6f9fff; --voucher: #ac8cff; --choice: #e0ae4a; --good: #4cc38c; --record: #4ec1cc; --exit: #f27d92; --quiet: #93a3b9;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; -webkit-text-size-adjust: 100%; }
        main { max-width: 1180px; margin: 0 auto; padding: 36px 20px 48px; }
        h1, h2, p, ul { margin: 0; }
        h1 { font-size: 32px; line-height: 1.15; letter-spacing: -.02em; overflow-wrap: anywhere; }
        h2 { font-size: 17px; letter-spacing: -.01em; }
        .shop { color: var(--message); font-weight: 650; margin-bottom: 4px; overflow-wrap: anywhere; }
        .period { color: var(--muted); margin-top: 8px; }
        .period b { color: var(--ink); font-weight: 600; }
        .period span::before { content: "\00b7"; margin: 0 8px; }
        .notes { margin-top: 14px; padding: 10px 14px 10px 30px; border-left: 3px solid var(--choice); background: var(--card); border-radius: 0 8px 8px 0; color: var(--muted); font-size: 13.5px; overflow-wrap: anywhere; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 14px; margin: 24px 0 18px; }
        .figure, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; }
        .figure { padding: 14px 16px 13px; border-top: 3px solid var(--tint); }
        .figure p { color: var(--muted); font-size: 13px; }
        .figure strong { display: block; font-size: 27px; line-height: 1.25; letter-spacing: -.02em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .figure small { display: block; min-height: 1.45em; color: var(--muted); font-size: 12.5px; }
        .card { padding: 18px 20px 20px; margin-bottom: 18px; min-width: 0; }
        .title { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 4px 20px; margin-bottom: 12px; }
        .what, .none { color: var(--muted); font-size: 13px; }
        .beside { display: grid; grid-template-columns: minmax(0, auto) minmax(0, 1fr); gap: 0 18px; align-items: start; }
        .below > .charts { columns: 2 420px; column-gap: 18px; }
        .below > .charts > .card { break-inside: avoid; }
        .scroll { overflow-x: auto; }
        .title + .legend { margin-bottom: 10px; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; list-style: none; color: var(--muted); font-size: 13px; }
        .legend i { display: inline-block; width: 11px; height: 11px; margin-right: 6px; border-radius: 3px; background: var(--tint); }
        .message { --tint: var(--message); } .voucher { --tint: var(--voucher); } .choice { --tint: var(--choice); } .good { --tint: var(--good); }
        .record { --tint: var(--record); } .exit { --tint: var(--exit); } .quiet { --tint: var(--quiet); }

        svg { display: block; }
        svg text { font-family: inherit; fill: var(--ink); font-variant-numeric: tabular-nums; }
        .periods { width: 100%; height: auto; } .periods.narrow { display: none; }
        .bars { width: 100%; max-width: 560px; height: auto; }
        .flow { margin: 6px auto 0; max-width: 100%; height: auto; }
        .bar { fill: var(--tint); }
        .track { fill: var(--track); }
        .label, .value { font-size: 12.5px; }
        .value { text-anchor: end; font-weight: 600; }
        svg .share { font-size: 11.5px; text-anchor: end; fill: var(--muted); }
        .grid { stroke: var(--rule); stroke-width: 1; fill: none; }
        .grid.base { stroke: var(--line); }
        svg .axis { font-size: 12px; text-anchor: middle; fill: var(--muted); }
        svg .year { font-weight: 650; fill: var(--ink); }
        svg .tick { text-anchor: end; }
        .line { stroke: var(--line); fill: none; stroke-linejoin: round; }
        .unused { stroke-dasharray: 4 4; }
        .arrow { fill: var(--line); }
        .box { fill: var(--card); stroke: var(--rule); stroke-width: 1.2; }
        .plain { fill: var(--page); stroke-dasharray: 3 3; }
        .terminal { stroke: var(--tint); }
        .disc { fill: var(--tint); opacity: .13; }
        .symbol { fill: none; stroke: var(--tint); stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
        .name { font-size: 13.5px; font-weight: 650; }
        svg .detail { font-size: 11.5px; fill: var(--muted); }
        svg .counts { font-size: 11.5px; fill: var(--tint); font-weight: 600; }
        .count { fill: var(--card); stroke: var(--rule); }
        .count.branch { stroke: var(--choice); }
        .on-line { font-size: 11.5px; text-anchor: middle; font-weight: 600; }
        .leave { fill: var(--card); stroke: var(--tint); stroke-width: 1; }

        table { width: 100%; border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
        th, td { padding: 7px 10px; text-align: right; vertical-align: top; border-bottom: 1px solid var(--rule); white-space: nowrap; }
        thead th { color: var(--muted); font-size: 12px; font-weight: 600; vertical-align: bottom; white-space: normal; }
        th:first-child, .words { text-align: left; }
        tbody th { font-weight: 600; }
        td.words { white-space: normal; min-width: 190px; overflow-wrap: anywhere; color: var(--muted); }
        .step { white-space: normal; min-width: 210px; overflow-wrap: anywhere; }
        .step small { display: block; font-weight: 400; color: var(--muted); }
        .d1 { padding-left: 28px; } .d2 { padding-left: 46px; } .d3 { padding-left: 64px; } .d4 { padding-left: 82px; }
        .d5 { padding-left: 100px; } .d6 { padding-left: 118px; } .d7 { padding-left: 136px; } .d8 { padding-left: 154px; }
        .zero { color: var(--muted); }
        .sum th, .sum td { border-top: 2px solid var(--line); border-bottom: 0; font-weight: 650; }
        footer { color: var(--muted); font-size: 12.5px; padding: 6px 4px; }

        @media (min-width: 561px) { .charts th, .charts td { padding-left: 5px; padding-right: 5px; } }
        @media (max-width: 1260px) { .beside { grid-template-columns: minmax(0, 1fr); } }
        @media (max-width: 560px) { main { padding: 22px 12px 32px; } h1 { font-size: 26px; } .card { padding: 14px; }
          .periods.wide { display: none; } .periods.narrow { display: block; }
          table, tbody, tr, th, td { display: block; }
          thead { display: none; }
          tr { padding: 8px 0; border-bottom: 1px solid var(--rule); }
          th, td { padding: 2px 0; border: 0; white-space: normal; }
          td { display: flex; justify-content: space-between; gap: 16px; text-align: right; }
          td::before { content: attr(data-label); color: var(--muted); text-align: left; }
          td.words:empty { display: none; }
          td.words, .step { min-width: 0; }
          .sum { border-top: 2px solid var(--line); } .sum th, .sum td { border: 0; } }
        @media print {
          @page { margin: 12mm; }
          body { background: #ffffff; font-size: 12px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          main { max-width: none; padding: 0; }
          .figures { grid-template-columns: repeat(3, 1fr); gap: 8px; }
          .figure strong { font-size: 21px; }
          .card { break-inside: avoid; margin-bottom: 10px; padding: 12px; }
          .card:has(table) { break-inside: auto; }
          .title, thead, tr { break-inside: avoid; }
          .title, thead { break-after: avoid; }
          .scroll { overflow: visible; }
          .beside { display: block; }
          .flow { min-width: 0 !important; max-height: 215mm; }
          table { font-size: 10.5px; }
          th, td { padding: 4px 6px; }
          td.words, .step { min-width: 0; }
        }

        """;
}
