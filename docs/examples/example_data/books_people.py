"""Roles, qualifications and training of the example alliance; holders are pseudonyms, nobody is meant."""

ROLES = """\
role_id,title,description,green_manager,evidence
green-manager,Green manager,Writes the plan and follows it on set,yes,handbook.pdf
gaffer,Gaffer with grid training,Plans mains power before generators,no,handbook.pdf
caterer,Caterer for plant-based days,,no,
"""
QUALIFICATIONS = """\
qualification_id,role_id,issued,expires,member_id,production_id,holder,headcount,evidence
g01,green-manager,2022-09-12,2024-09-11,baelthav,,h-0007,,c-31
g02,green-manager,2024-08-26,2026-08-25,baelthav,p05-havnefoged,h-0007,,c-58
g03,green-manager,2024-11-04,2026-11-03,kobbertag,p02-kulsvier,h-0012,,c-63
g04,green-manager,2024-11-04,2026-11-03,kobbertag,p06-vagtskifte,h-0012,,c-64
g05,green-manager,2023-02-20,2025-02-19,maagereden,p03-atlanterhav,h-0021,,c-40
g06,green-manager,2025-02-03,2026-12-31,maagereden,p07-tvedoe,h-0034,,c-71
g07,green-manager,2025-03-10,,groenspaet,p10-boelger,,0,
g08,gaffer,2024-01-22,2026-01-21,groenspaet,p01-ravnsoe,,3,course 2024-1
g09,gaffer,2025-01-20,2026-12-31,kobbertag,p06-vagtskifte,,5,course 2025-1
g10,caterer,2025-04-07,,,p07-tvedoe,,2,
"""
TRAINING = """\
member_id,year,gender,production_id,headcount,trained,hours,evidence
baelthav,2024,female,,118,44,352,
baelthav,2024,male,,131,39,312,
baelthav,2025,female,,121,63,567,
baelthav,2025,male,,128,52,442,
kanalklit,2025,female,,64,20,150,
kanalklit,2025,male,,70,18,129.5,
kobbertag,2024,,,22,9,72,
kobbertag,2025,,,24,15,127.5,
maagereden,2025,female,,19,12,96,
maagereden,2025,male,,17,,,
nattergal,2024,,,57,11,66,
baelthav,2025,,p05-havnefoged,175,141,282,crew list
kobbertag,2025,,p02-kulsvier,64,64,128,crew list
kobbertag,2025,,p06-vagtskifte,130,97,194,crew list
maagereden,2025,,p07-tvedoe,122,58,116,crew list
"""
