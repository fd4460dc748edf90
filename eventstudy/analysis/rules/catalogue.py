"""Every rule we know, each version with its numbers, its dates and its source.

Sources are the exchanges' own texts where they could be read, and else those who restate them. What was not
confirmed by a source stands in ``unchecked``.
"""

from __future__ import annotations

import datetime as dt

from eventstudy.analysis.rules.rule import Rule

_MAINLAND = ("XSHG", "XSHE")
_REFORM = dt.date(2023, 4, 10)
_ST_ENDS = dt.date(2026, 7, 6)
_ST_PROPOSAL = dt.date(2025, 6, 27)

_SUM = "The sum over up to 3 sessions of (change of the close - change of the index)"
_MAIN_INDEX = (
    "Index: SSE Composite in Shanghai, SZSE Component in Shenzhen (lwstw.com); for Shenzhen others name 399106 "
    "(lvdouya.com.cn) or 399107 (tgb.cn, which compounds the changes)."
)
_MAIN_SOURCE = "Trading rules of SSE and SZSE, as restated by lwstw.com with an example and by 4idols.com"
_MAIN_URL = "http://lwstw.com/gupiaotouzi/n62mee9mef.html"
_MAIN_2023_URL = "http://4idols.com/BlessingSMS/tnvbmqbdzp.html"
_SZSE_2023 = "SZSE trading rules (2023), as restated on licai.cofool.com, 24 May 2023"
_SZSE_2023_URL = "https://licai.cofool.com/ask/qa_2424860.html"
_CHINEXT_URL = "http://www.plnmw.com/ConsultingServices/wcgpnokobw.html"
_STAR_URL = "http://kick-shoes.com/zq/zykt/202003/27084220087.html"
_NO_LIMIT = "Sessions without a price limit (new listings) are not told apart."
_DATES = "Dates in force from general knowledge."
_SINCE_2006 = "In force since 2006-07-01 in Shenzhen (eastlaw.net); in Shanghai from general knowledge."
_TWSE = "https://twse-regulation.twse.com.tw/ENG/EN/law/DOC01.aspx?FLCODE=FL007226&FLNO="
_TWSE_SOURCE = "TWSE, Numerical Standards for and Exceptions to the Irregularity Standards (FL007226), "
_TWSE_SINCE = dt.date(2021, 7, 26)
_TAIWAN_INDEX = (
    "Indices stand in for the averages of the market and the sector. Exceptions are not checked (new listings, "
    "ex-rights, bonds and funds). That changes are summed day by day is from general knowledge."
)
_OTC = ("OTCM", "PINX", "OTCQ", "OTCB")

_MAINLAND_RULES = (
    Rule(
        id="cn_main_abnormal",
        title="Abnormal fluctuation, main board",
        exchanges=_MAINLAND,
        boards=("main",),
        since=dt.date(2006, 7, 1),
        until=None,
        condition=f"{_SUM} reaches +20 % or -20 %; not for ST shares. The count restarts after an alert.",
        limits=(0.20,),
        unchecked=f"{_MAIN_INDEX} A share whose ST status is unknown is taken as an ordinary one. {_SINCE_2006}",
        source=_MAIN_SOURCE,
        url=_MAIN_URL,
    ),
    Rule(
        id="cn_star_chinext_abnormal",
        title="Abnormal fluctuation, STAR",
        exchanges=("XSHG",),
        boards=("star",),
        since=dt.date(2019, 7, 22),
        until=None,
        condition=f"{_SUM} reaches +30 % or -30 %. The count restarts after an alert.",
        limits=(0.30,),
        unchecked=f"Index: STAR 50 (from general knowledge). {_NO_LIMIT} {_DATES}",
        source="SSE STAR monitoring rules (14 June 2019), art. 12, as restated by wendahu.com",
        url="http://www.wendahu.com/ask/c/chuang1151443.htm",
    ),
    Rule(
        id="cn_star_chinext_abnormal",
        title="Abnormal fluctuation, ChiNext",
        exchanges=("XSHE",),
        boards=("chinext",),
        since=dt.date(2020, 8, 24),
        until=None,
        condition=f"{_SUM} reaches +30 % or -30 %. The count restarts after an alert.",
        limits=(0.30,),
        unchecked=f"Index: ChiNext Composite (399102). {_NO_LIMIT} {_DATES}",
        source="Trading rules of SZSE for ChiNext, as restated by plnmw.com with an example",
        url=_CHINEXT_URL,
    ),
    Rule(
        id="cn_st_abnormal",
        title="Abnormal fluctuation, ST shares",
        exchanges=("XSHG",),
        boards=("main",),
        since=dt.date(2006, 7, 1),
        until=dt.date(2023, 4, 9),
        condition=f"{_SUM} reaches +15 % or -15 % for a share marked ST or *ST.",
        limits=(0.15,),
        unchecked=f"{_MAIN_INDEX} {_DATES}",
        source=_MAIN_SOURCE,
        url=_MAIN_URL,
    ),
    Rule(
        id="cn_st_abnormal",
        title="Abnormal fluctuation, ST shares",
        exchanges=("XSHE",),
        boards=("main",),
        since=dt.date(2006, 7, 1),
        until=dt.date(2023, 4, 9),
        condition=f"{_SUM} reaches +15 % or -15 % for a share marked ST or *ST; from 12 % to 15 % it is unknown.",
        limits=(0.12, 0.15),
        unchecked=f"12 % may have held for some of the time (from general knowledge). {_MAIN_INDEX} {_DATES}",
        source=_MAIN_SOURCE,
        url=_MAIN_URL,
        silence="the sum lies between 12 % and 15 %, and which of them was in force is not known here",
    ),
    Rule(
        id="cn_st_abnormal",
        title="Abnormal fluctuation, ST shares",
        exchanges=_MAINLAND,
        boards=("main",),
        since=_REFORM,
        until=_ST_PROPOSAL,
        condition=f"{_SUM} reaches +12 % or -12 % for a share marked ST or *ST.",
        limits=(0.12,),
        unchecked=f"{_MAIN_INDEX} {_DATES}",
        source=f"{_SZSE_2023}; for SSE 4idols.com, and the announcement of *ST Meixun, 9 September 2024",
        url=_SZSE_2023_URL,
    ),
    Rule(
        id="cn_st_abnormal",
        title="Abnormal fluctuation, ST shares",
        exchanges=_MAINLAND,
        boards=("main",),
        since=_ST_PROPOSAL + dt.timedelta(days=1),
        until=_ST_ENDS - dt.timedelta(days=1),
        condition=f"{_SUM} reaches +20 % or -20 % for a share marked ST or *ST; from 12 % to 20 % it is unknown: "
        "both exchanges proposed on 27 June 2025 to judge ST shares as other main-board shares.",
        limits=(0.12, 0.20),
        unchecked=f"Whether the change took force before 6 July 2026 was not found. {_MAIN_INDEX}",
        source="China News Service, 27 June 2025",
        url="http://www.mip.xiaofxk.xyz/?id=202501441445.shtml",
        silence="the sum lies between the limits before and after a change proposed on 2025-06-27, and since when "
        "it is in force is not known here",
    ),
    Rule(
        id="cn_st_abnormal",
        title="Abnormal fluctuation, ST shares",
        exchanges=_MAINLAND,
        boards=("main",),
        since=_ST_ENDS,
        until=None,
        condition=f"{_SUM} reaches +20 % or -20 % for a share marked ST or *ST, as for other main-board shares.",
        limits=(0.20,),
        unchecked=f"Read in public source code that follows the rules of 2026, not in their text. {_MAIN_INDEX}",
        source="SSE Trading Rules, 2026 revision, issued 24 April and in force 6 July 2026, as open-source readers have it",
        url="http://www.mip.xiaofxk.xyz/?id=202501441445.shtml",
    ),
    Rule(
        id="cn_turnover_abnormal",
        title="Abnormal turnover, main board",
        exchanges=_MAINLAND,
        boards=("main",),
        since=dt.date(2006, 7, 1),
        until=None,
        condition="Mean turnover of 3 sessions is at least 30 times that of the 5 before, and its sum at least 20 %.",
        limits=(30.0, 0.20),
        unchecked=f"Turnover is volume over the shares given. {_SINCE_2006}",
        source=f"{_SZSE_2023}; for SSE 4idols.com",
        url=_SZSE_2023_URL,
    ),
    Rule(
        id="cn_serious",
        title="Serious abnormal fluctuation, main board",
        exchanges=_MAINLAND,
        boards=("main",),
        since=_REFORM,
        until=None,
        condition="4 alerts one way in 10 sessions; or summed deviations of +100 % or -50 % within 10 sessions, "
        "or of +200 % or -70 % within 30.",
        limits=(4, 1.00, -0.50, 2.00, -0.70, 0.20),
        unchecked=f"ST shares are not judged: their alerts have other limits. No restart after a serious alert. {_MAIN_INDEX} {_DATES}",
        source="Trading rules of SSE (2023), as restated by 4idols.com",
        url=_MAIN_2023_URL,
    ),
    Rule(
        id="cn_serious",
        title="Serious abnormal fluctuation, STAR",
        exchanges=("XSHG",),
        boards=("star",),
        since=dt.date(2019, 7, 22),
        until=None,
        condition="3 alerts one way in 10 sessions; or summed deviations of +100 % or -50 % within 10 sessions, "
        "or of +200 % or -70 % within 30.",
        limits=(3, 1.00, -0.50, 2.00, -0.70, 0.30),
        unchecked=f"No restart after a serious alert. {_NO_LIMIT} {_DATES}",
        source="SSE STAR monitoring rules, as restated by 233.com (27 March 2020) and ylsglaw.com",
        url=_STAR_URL,
    ),
    Rule(
        id="cn_serious",
        title="Serious abnormal fluctuation, ChiNext",
        exchanges=("XSHE",),
        boards=("chinext",),
        since=dt.date(2020, 8, 24),
        until=None,
        condition="3 alerts one way in 10 sessions; or summed deviations of +100 % or -50 % within 10 sessions, "
        "or of +200 % or -70 % within 30.",
        limits=(3, 1.00, -0.50, 2.00, -0.70, 0.30),
        unchecked=f"No restart after a serious alert. {_NO_LIMIT} {_DATES}",
        source="Trading rules of SZSE, as restated by lwstw.com; as to the three alerts and the index, plnmw.com",
        url="http://lwstw.com/gupiaohangqing/yvehj4kzt2.html",
    ),
)

_TAIWAN_RULES = (
    Rule(
        id="tw_attention_price",
        title="Attention: price, TWSE",
        exchanges=("XTAI",),
        since=_TWSE_SINCE,
        until=None,
        condition="Change summed over 6 sessions above 32 %; or above 25 % with the closes of the first and last "
        "of them NT$50 apart. Either way 20 points or more from the market and from the sector.",
        limits=(0.32, 0.25, 50.0, 0.20),
        unchecked=f"{_TAIWAN_INDEX} Numbers before the text of 2021-07-26 were not looked up.",
        source=f"{_TWSE_SOURCE}art. 2",
        url=f"{_TWSE}2",
    ),
    Rule(
        id="tpex_attention_price",
        title="Attention: price, TPEx",
        exchanges=("ROCO",),
        since=None,
        until=None,
        condition="Change summed over 6 sessions above 30 %; or 23 % reached with the closes of the first and last "
        "of them NT$40 apart. Either way 20 points or more from the market and from the sector.",
        limits=(0.30, 0.23, 40.0, 0.20),
        unchecked=f"{_TAIWAN_INDEX} Since when these numbers are in force was not found. MIC from general knowledge.",
        source="TPEx, Detailed Numerical Standards and Exceptions to Irregularity Standards, art. 2 (selaw 291409)",
        url="http://www.selaw.com.tw/SFIWebSeLaw/English/LawArticle/Index/291409",
    ),
    Rule(
        id="tw_attention_turnover",
        title="Attention: turnover, TWSE",
        exchanges=("XTAI",),
        since=_TWSE_SINCE,
        until=None,
        condition="Turnover of 6 sessions above 50 %, 40 points or more over the market's; and that of the session "
        "10 % or more, 5 points or more over the market's; and NT$500 million or more traded.",
        limits=(0.50, 0.40, 0.10, 0.05, 500e6),
        unchecked="Money traded is volume times close. Other exceptions are not checked.",
        source=f"{_TWSE_SOURCE}art. 11",
        url=f"{_TWSE}11",
    ),
    Rule(
        id="tw_disposition",
        title="Disposition, TWSE and TPEx",
        exchanges=("XTAI", "ROCO"),
        since=_TWSE_SINCE,
        until=None,
        condition="Price notices on 3 sessions in a row; or notices of kinds 1 to 8 on 5 in a row, on 6 of 10, or on 12 of 30.",
        limits=(3, 5, 6, 12),
        unchecked="Price notices are our own reckoning of the price rule. Dates as those of the price rule.",
        source="TWSE, Directions for Announcement or Notice of Attention (FL007225), art. 6; TPEx, the same, art. 6",
        url="https://twse-regulation.twse.com.tw/ENG/EN/law/DAT08.aspx?FLCODE=FL007225",
    ),
)

_OTHER_RULES = (
    Rule(
        id="hk_vcm",
        title="Volatility control mechanism, Hong Kong",
        exchanges=("XHKG",),
        since=dt.date(2016, 8, 22),
        until=dt.date(2020, 5, 10),
        condition="Price more than 10 % from the last trade 5 minutes earlier; Hang Seng and HSCEI members only.",
        source="Futu, Market volatility regulation mechanism; CMB Wing Lung Bank, Launch of VCM by HKEX",
        url="https://www.cmbwinglungbank.com/wlb_corporate/en/about-us/new-events/launch-of-volatility-control-mechanism-by-hkex.html",
        numeric=False,
        silence="whether the share was a member of the Hang Seng or the HSCEI then is not known here",
    ),
    Rule(
        id="hk_vcm",
        title="Volatility control mechanism, Hong Kong",
        exchanges=("XHKG",),
        since=dt.date(2020, 5, 11),
        until=None,
        condition="Price more than 10 %, 15 % or 20 % from the last trade 5 minutes earlier, for members of the "
        "Hang Seng Composite LargeCap, MidCap and SmallCap; most microcaps are in none.",
        limits=(0.10, 0.15, 0.20),
        unchecked="The first 15 minutes of a session half and the last 20 of the day are not left out.",
        source="Finance Magnates, HKEX set to enhance Volatility Control Mechanism in May (2020)",
        url="https://financemagnates.com/institutional-forex/exchanges/hkex-set-to-enhance-volatility-control-mechanism-in-may/amp",
    ),
    Rule(
        id="hk_13_10",
        title="Enquiry into unusual movements, Hong Kong",
        exchanges=("XHKG",),
        since=None,
        until=None,
        condition="The exchange enquires about unusual movements in price or volume; the issuer must answer.",
        source="HKEX Main Board Listing Rule 13.10",
        url="https://en-rules.hkex.com.hk/rulebook/1310",
        unchecked="Address from general knowledge.",
        numeric=False,
    ),
    Rule(
        id="hk_high_concentration",
        title="High concentration of shareholding, Hong Kong",
        exchanges=("XHKG",),
        since=None,
        until=None,
        condition="The SFC publishes that few holders own nearly all shares (often 20 to 25 and a controller, about 90 %).",
        source="SFC, announcements of high shareholding concentration",
        url="https://www.sfc.hk/en/Regulatory-functions/Market/High-shareholding-concentration-announcements",
        unchecked="Address from general knowledge.",
        numeric=False,
    ),
    Rule(
        id="asx_query",
        title="Price query, Australia",
        exchanges=("XASX",),
        since=None,
        until=None,
        condition="ASX asks about abnormal trading, judged against index, sector and news.",
        source="ASX Listing Rules, Guidance Note 8, section 7.3",
        url="https://www.asx.com.au/documents/rules/gn08_continuous_disclosure.pdf",
        unchecked="Address from general knowledge.",
        numeric=False,
    ),
    Rule(
        id="otc_promo",
        title="Promotion flag, OTC Markets",
        exchanges=_OTC,
        since=None,
        until=None,
        condition="The flag of a promoted share stays until 15 days after the last promotional material.",
        limits=(15.0,),
        unchecked="Introduced in 2018; the day was not found. MICs from general knowledge.",
        source="psinvestor.com, OTC Markets Group launches new stock promotion flags (2018)",
        url="https://psinvestor.com/news-otc-markets-group-launches-new-stock-promotion-shell-risk-flags",
    ),
)

RULES: tuple[Rule, ...] = (*_MAINLAND_RULES, *_TAIWAN_RULES, *_OTHER_RULES)
"""Every version of every rule, in the order of tables."""
